import { type EpochMilliseconds, SECOND } from '../../src/domain/units.ts'

/**
 * The most that an honest client sends, gateways left out, requests by length of a window in seconds. 1 s: a page with 60 pictures at
 * once; 10 s: a partner by contract who fetches 300 orders; 60 s: the same, and a fifth more; 5 minutes: a script that asks each second, and half as
 * often again.
 */
export const HONEST_MOST = [
  { seconds: 1, requests: 60 },
  { seconds: 10, requests: 300 },
  { seconds: 60, requests: 360 },
  { seconds: 300, requests: 450 },
] as const

/**
 * Beginning of the first second in which a source has sent more than an honest client may, whole seconds as windows count; null when
 * it never does. `times`: of all its requests, in order.
 */
export function firstExcess(times: readonly EpochMilliseconds[]): EpochMilliseconds | null {
  const starts = HONEST_MOST.map(() => 0)
  for (let i = 0; i < times.length; i++) {
    const second = Math.floor(times[i]! / SECOND)
    for (const [w, { seconds, requests }] of HONEST_MOST.entries()) {
      while (Math.floor(times[starts[w]!]! / SECOND) <= second - seconds) starts[w]!++
      if (i - starts[w]! + 1 > requests) return second * SECOND
    }
  }
  return null
}
