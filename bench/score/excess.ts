import { type EpochMilliseconds, SECOND } from '../../src/domain/units.ts'

/**
 * The most that an honest client sends, gateways left out, requests by length of a window in seconds. 1 s: a page with 60 pictures at
 * once; 10 s: a gallery of 150 pictures; 60 s: a phone that makes up for 200 POST, and a fifth more.
 */
export const HONEST_MOST = [
  { seconds: 1, requests: 60 },
  { seconds: 10, requests: 150 },
  { seconds: 60, requests: 240 },
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
