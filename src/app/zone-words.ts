import type { Milliseconds, Seconds } from '../domain/units.ts'
import { HOUR, MINUTE } from '../domain/units.ts'

/** What the operator is told of a log whose times are so many seconds ahead of the wall. */
export function zoneWords(ahead: Seconds): string {
  if (ahead === 0) return "the times of this log agree with this machine's clock again"
  const side = ahead > 0 ? 'ahead of' : 'behind'
  return `the times of this log are ${span(Math.abs(ahead) * 1_000)} ${side} this machine's clock; read with that offset. Set the time zone of the web server, or of what writes the log`
}

/** `45 min`, `3 h`, `5 h 30 min`. */
export function span(length: Milliseconds): string {
  const minutes = Math.round(length / MINUTE)
  const hours = Math.floor(minutes / (HOUR / MINUTE))
  const rest = minutes % (HOUR / MINUTE)
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}
