import { countdown, fullTime, shortTime } from '../format/format-time.ts'
import { now } from '../state/live.ts'

/** A moment as `14:02`, with date, second and zone in its title. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={fullTime(at)}>
      {shortTime(at)}
    </time>
  )
}

/** How long until a moment, each second; null: for good. */
export function Countdown({ until }: { until: string | null }) {
  if (until === null) return <span>for good</span>
  const left = (Date.parse(until) - now.value) / 1_000
  return (
    <time dateTime={until} title={`until ${fullTime(until)}`}>
      {left <= 0 ? 'ending' : `${countdown(left)} left`}
    </time>
  )
}
