import { type Limits, NO_LIMIT, WINDOWS, type WindowSeconds } from '../../domain/limits.ts'

/** What one detector answered when it was asked for its limits. */
export interface Answer {
  readonly detector: string
  readonly limits: Limits
}

type Row = Record<WindowSeconds, number>

/** For each window the smallest limit of any detector; NO_LIMIT where nobody sets one. */
export function combineLimits(answers: readonly Answer[]): Limits {
  const plain: Row = { 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT }
  const strict: Row = { 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT }
  for (const { limits } of answers) {
    for (const window of WINDOWS) {
      plain[window] = Math.min(plain[window], limits.plain[window])
      strict[window] = Math.min(strict[window], limits.strict[window])
    }
  }
  return {
    plain,
    strict,
    errorShare: Math.min(...answers.map(({ limits }) => limits.errorShare)),
    study: Math.min(NO_LIMIT, ...answers.map(({ limits }) => limits.study)),
    endpoints: answers.flatMap(({ limits }) => limits.endpoints),
  }
}

/** The first detector that answered `limit` for the window; when none did, the rules changed since: who limits it now. */
export function ownerOf(answers: readonly Answer[], window: WindowSeconds, limit: number, strict: boolean): string {
  const row = strict ? 'strict' : 'plain'
  const current = combineLimits(answers)[row][window]
  const owner =
    answers.find(({ limits }) => limits[row][window] === limit) ??
    answers.find(({ limits }) => limits[row][window] === current)
  return owner?.detector ?? 'unknown'
}
