import { type Case, SIZES, type Size } from './cases.ts'
import type { CaseResult, CleanResult, Result } from './job.ts'
import type { Outcome } from './judge.ts'
import { poissonBounds, quantile } from './statistics.ts'

const WEEK = 7 * 24 * 3_600
const MILLION = 1e6

/** One case on one size of site, over all seeds, for one contender. */
export interface CaseSummary {
  readonly seeds: number
  readonly inTime: number
  /** Seconds at half and at 95 % of the seeds, or attackers; what was not found counts as infinite. */
  readonly incident: readonly [number, number]
  readonly ban: readonly [number, number] | null
  /** From the first excess request on; the 95 % point. */
  readonly excess: number | null
  readonly coverage: number
  /** Null when no incident was open in the end. */
  readonly clear: number | null
  readonly letThrough: number | null
}

export function summarize(results: readonly Result[], contender: string, size: Size, one: Case): CaseSummary | null {
  const outcomes = casesOf(results, contender)
    .filter((result) => result.size === size.name && result.name === one.name)
    .map(({ outcome }) => outcome)
  if (outcomes.length === 0) return null
  const attackers = sum(outcomes, (each) => each.attackers)
  const bans = outcomes.flatMap(({ banAfter }) => banAfter)
  const excess = outcomes.flatMap(({ banAfterExcess }) => banAfterExcess)
  const incidents = outcomes.flatMap(({ incidentAfter }) => incidentAfter ?? [])
  const requests = sum(outcomes, (each) => each.requests)
  const clear = outcomes.flatMap(({ clearAfter }) => clearAfter ?? [])
  return {
    seeds: outcomes.length,
    inTime: outcomes.filter(({ inTime }) => inTime).length,
    incident: [quantile(incidents, 0.5, outcomes.length), quantile(incidents, 0.95, outcomes.length)],
    ban: attackers === 0 ? null : [quantile(bans, 0.5, attackers), quantile(bans, 0.95, attackers)],
    excess: attackers === 0 ? null : quantile(excess, 0.95, attackers),
    coverage: sum(outcomes, (each) => each.coverage) / outcomes.length,
    clear: clear.length === 0 ? null : quantile(clear, 0.5),
    letThrough: requests === 0 ? null : sum(outcomes, (each) => each.letThrough) / requests,
  }
}

/** Bans of people, and what they were mistaken for. */
export interface Mistakes {
  readonly requests: number
  readonly bans: number
  readonly perMillion: number
  readonly bounds: readonly [number, number]
  readonly sources: number
  readonly users: number
  /** How often somebody of this description was banned, the most frequent first. */
  readonly reasons: readonly (readonly [string, number])[]
}

/** Over all sizes when `size` is left out. One who is banned in several cases of one log counts once as a source. */
export function mistakes(results: readonly Result[], contender: string, size?: Size): Mistakes {
  const own = results.filter((one) => one.contender === contender && (size === undefined || one.size === size.name))
  const played = own.map((one) => ({ ...one, ...(one.type === 'case' ? one.outcome : one) }))
  const bans = played.flatMap((one) => one.falseBans.map((ban) => ({ ...ban, log: `${one.size}/${one.seed}` })))
  const sources = new Map(bans.map((ban) => [`${ban.log}/${ban.address}`, ban.users]))
  const reasons = new Map<string, number>()
  for (const { reason } of bans) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  const requests = sum(played, (one) => one.benignRequests)
  const [low, high] = poissonBounds(bans.length)
  return {
    requests,
    bans: bans.length,
    perMillion: (bans.length / requests) * MILLION,
    bounds: [(low / requests) * MILLION, (high / requests) * MILLION],
    sources: sources.size,
    users: sum([...sources.values()], (users) => users),
    reasons: [...reasons].sort(([, a], [, b]) => b - a),
  }
}

/** Incidents of the site while nothing happened. */
export interface Strays {
  readonly hours: number
  readonly incidents: number
  readonly aWeek: number
  readonly bounds: readonly [number, number]
  readonly kinds: readonly (readonly [string, number])[]
}

/** Over all sizes when `size` is left out; null when no such log was played. */
export function strays(results: readonly Result[], contender: string, size?: Size): Strays | null {
  const own = results.filter(
    (one): one is CleanResult =>
      one.type === 'clean' && one.contender === contender && (size === undefined || one.size === size.name),
  )
  if (own.length === 0) return null
  const kinds = new Map<string, number>()
  for (const one of own)
    for (const [kind, count] of Object.entries(one.strays)) kinds.set(kind, (kinds.get(kind) ?? 0) + count)
  const seconds = sum(own, ({ length }) => length)
  const incidents = sum([...kinds.values()], (count) => count)
  const [low, high] = poissonBounds(incidents)
  const aWeek = WEEK / seconds
  return {
    hours: seconds / 3_600,
    incidents,
    aWeek: incidents * aWeek,
    bounds: [low * aWeek, high * aWeek],
    kinds: [...kinds].sort(([, a], [, b]) => b - a),
  }
}

/** Outcomes of cases by what happened and what it was called. */
export function confusion(
  results: readonly Result[],
  contender: string,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const rows = new Map<string, Map<string, number>>()
  for (const { name, outcome } of casesOf(results, contender)) {
    const row = rows.get(name) ?? new Map<string, number>()
    const named: NonNullable<Outcome['named']> | 'nothing' = outcome.named ?? 'nothing'
    row.set(named, (row.get(named) ?? 0) + 1)
    rows.set(name, row)
  }
  return rows
}

/** Sizes that were played. */
export function sizesOf(results: readonly Result[]): readonly Size[] {
  return SIZES.filter(({ name }) => results.some(({ size }) => size === name))
}

function casesOf(results: readonly Result[], contender: string): readonly CaseResult[] {
  return results.filter((one): one is CaseResult => one.type === 'case' && one.contender === contender)
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
