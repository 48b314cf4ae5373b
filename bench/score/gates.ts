import { CASES } from './cases.ts'
import type { Result } from './job.ts'
import { mistakes, sizesOf, strays, summarize } from './summary.ts'

/** Of the seeds of a case and size. */
const ENOUGH = 0.95
const MOST_FALSE_BANS = 1
const MOST_STRAYS = 1.5

/** What does not hold that must; empty: all gates are passed. */
export function failedGates(results: readonly Result[], contender: string): readonly string[] {
  const failed: string[] = []
  for (const size of sizesOf(results)) {
    for (const one of CASES) {
      if (!one.promised.sizes.includes(size.name)) continue
      const summary = summarize(results, contender, size, one)
      if (summary !== null && summary.inTime < ENOUGH * summary.seeds)
        failed.push(`${one.name} on a ${size.name} site: found in time in ${summary.inTime} of ${summary.seeds} seeds`)
    }
  }
  const wrong = mistakes(results, contender)
  if (wrong.perMillion > MOST_FALSE_BANS)
    failed.push(`${wrong.perMillion.toFixed(2)} false bans per million benign requests; ${MOST_FALSE_BANS} is allowed`)
  for (const [reason, bans] of wrong.reasons) if (reason !== 'a visitor') failed.push(`banned ${bans} times: ${reason}`)
  const stray = strays(results, contender)
  // With few hours played one incident says little: it fails when it is certain.
  if (stray !== null && stray.bounds[0] > MOST_STRAYS)
    failed.push(`${stray.aWeek.toFixed(1)} stray incidents a week; ${MOST_STRAYS} are allowed`)
  return failed
}
