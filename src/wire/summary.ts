import type { FileTally } from '../domain/file-tally.ts'
import type { EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import { isoTime } from './ndjson.ts'

/** As `Score` of the replay. */
type Truth = Readonly<Record<string, unknown>> & {
  readonly attackers: number
  readonly attackers_banned: number
  readonly true_bans: number
  readonly false_bans: number
  readonly troubles: number
  readonly troubles_told: number
  readonly stray_incidents: number
  readonly seconds_to_ban: number | null
  readonly seconds_to_incident: number | null
}

export interface SummaryFacts {
  readonly files: readonly FileTally[]
  /** Requests of sources that were banned at that moment. */
  readonly prevented: number
  /** Those of `prevented` with a status below 400: an upper bound of good requests refused. */
  readonly preventedOk: number
  readonly sources: number
  /** Sources that would have been banned were they not protected. */
  readonly protectedOverLimit: number
  readonly from: EpochMilliseconds | null
  readonly to: EpochMilliseconds | null
  readonly bans: number
  readonly incidents: number
  readonly elapsed: Milliseconds
  /** How the replay did by a truth file. */
  readonly truth?: Truth
}

export interface FileSummary {
  lines: number
  valid: number
  rejected: number
  skewed: number
  reasons: Record<string, number>
}

/** The last object of a replay: docs/formats/ndjson.md. A file named twice counts twice under its one name. */
export function summaryObject(facts: SummaryFacts) {
  // Without a prototype: a file may be named __proto__.
  const files: Record<string, FileSummary> = Object.create(null)
  let lines = 0
  let requests = 0
  for (const tally of facts.files) {
    files[tally.name] ??= { lines: 0, valid: 0, rejected: 0, skewed: 0, reasons: {} }
    const file = files[tally.name]!
    file.lines += tally.lines
    file.valid += tally.valid
    file.rejected += tally.rejected
    file.skewed += tally.skewed
    for (const [reason, count] of Object.entries(tally.reasons()))
      file.reasons[reason] = (file.reasons[reason] ?? 0) + count
    lines += tally.lines
    requests += tally.valid
  }
  return {
    type: 'summary',
    files,
    requests,
    prevented: facts.prevented,
    prevented_ok: facts.preventedOk,
    sources: facts.sources,
    protected_over_limit: facts.protectedOverLimit,
    from: facts.from === null ? null : isoTime(facts.from),
    to: facts.to === null ? null : isoTime(facts.to),
    bans: facts.bans,
    incidents: facts.incidents,
    ...(facts.truth && { truth: facts.truth }),
    elapsed_ms: Math.round(facts.elapsed),
    lines_per_s: Math.round(lines / Math.max(facts.elapsed / 1_000, 0.001)),
  }
}

export type Summary = ReturnType<typeof summaryObject>

/** A sentence for each file that might as well not be there. `option`: what names a format. */
export function notUnderstood(files: Readonly<Record<string, FileSummary>>, option: string): string[] {
  return Object.entries(files)
    .filter(([, { lines, rejected }]) => lines > 0 && rejected === lines)
    .map(
      ([name, { lines }]) =>
        `${name}: NOT ONE of its ${lines} lines was understood, so nothing was looked for in it. Name its format with ${option}: a name, or the text of nginx's log_format.`,
    )
}
