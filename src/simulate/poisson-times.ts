import { type EpochMilliseconds, SECOND } from '../domain/units.ts'
import type { Random } from '../lib/random.ts'

/** Times within the second from `from` on at which something happens `rate` times a second in the mean, each by itself. */
export function* poissonTimes(random: Random, from: EpochMilliseconds, rate: number): Generator<EpochMilliseconds> {
  if (rate <= 0) return
  const gap = SECOND / rate
  for (let at = from + random.gap(gap); at < from + SECOND; at += random.gap(gap)) yield Math.floor(at)
}
