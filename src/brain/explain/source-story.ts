import type { Ban } from '../../domain/ban.ts'
import type { SparedBecause } from '../../domain/decision.ts'
import type { Evidence } from '../../domain/finding.ts'
import type { WindowSeconds } from '../../domain/limits.ts'
import type { EpochMilliseconds, EpochSeconds } from '../../domain/units.ts'
import { grouped, quantity, sparedText } from './reason.ts'

/** When a window came closest to its limit, as that was then. */
export interface Closest {
  readonly window: WindowSeconds
  readonly requests: number
  readonly second: EpochSeconds
  readonly limit: number
}

export interface SourceStory {
  readonly address: string
  /** Requests while it was not banned, and their errors; null when the log holds no line of it. */
  readonly seen: {
    readonly requests: number
    readonly errors: number
    readonly prevented: number
    readonly first: EpochSeconds
    readonly last: EpochSeconds
  } | null
  /** For each window that ever had a limit. */
  readonly closest: readonly Closest[]
  /** The last time that it was held to strict limits, because its errors surged. */
  readonly tightened: Tightening | undefined
  readonly bans: readonly Ban[]
  readonly spared: SparedBecause | undefined
  /** What came closest to a ban where evidence is weighed. */
  readonly nearest: { readonly at: EpochMilliseconds; readonly evidence: Omit<Evidence, 'lines'> } | undefined
  /** Reckons a ban anew from what it carries: null when it carries too little. */
  readonly recompute: (ban: Ban) => { readonly kind: string; readonly nats: number } | null
  readonly protection: { readonly cidr: string; readonly list: string } | undefined
}

/** The same as in the ledger's room: since, until (null while it lasts), and the numbers it is made of. */
export interface Tightening {
  readonly since: EpochMilliseconds
  readonly until: EpochMilliseconds | null
  readonly requests: number
  readonly errors: number
  readonly limit: number
}

/** What happened to one source, and why, or why not: a few plain sentences. */
export function tellSource(story: SourceStory, formatTime: (at: EpochMilliseconds) => string): string[] {
  const { address, seen, bans } = story
  if (seen === null) return [`${address} does not occur in this log, so there was nothing to decide.`]
  const lines = [
    `${address} sent ${grouped(seen.requests + seen.prevented)} requests between ${formatTime(seen.first * 1_000)} and ${formatTime(seen.last * 1_000)}; ${grouped(seen.errors)} of those judged were answered with an error.`,
  ]
  if (story.tightened !== undefined) lines.push(tellTightened(story.tightened, formatTime))
  for (const ban of bans) {
    const again = tellRecomputed(ban, story.recompute(ban))
    lines.push(...tellBan(ban, formatTime, 'Banned at', ban.evidence.nats === undefined ? [] : [`  ${again}`]))
  }
  if (seen.prevented > 0)
    lines.push(`${grouped(seen.prevented)} of its requests came while it was banned and would have been prevented.`)
  if (bans.length === 0) lines.push(...tellWhyNot(story, formatTime))
  return lines
}

/** Since when it was held to strict limits, and by which numbers. */
export function tellTightened(
  { since, until, requests, errors, limit }: Tightening,
  formatTime: (at: EpochMilliseconds) => string,
) {
  const end = until === null ? 'and still is' : `until ${formatTime(until)}`
  return `Held to strict limits from ${formatTime(since)} ${end}: ${grouped(errors)} of its ${grouped(requests)} requests in 60 s were errors, more than ${grouped(limit * 100)} %.`
}

/** A ban with what it was decided by, `more` before its log lines. `opening` says what became of it: the time follows. */
export function tellBan(
  ban: Ban,
  formatTime: (at: EpochMilliseconds) => string,
  opening: string,
  more: readonly string[] = [],
): string[] {
  const until = ban.until === null ? 'permanently' : `until ${formatTime(ban.until)}`
  const { detector, observed, limit, unit, window, expected, baseline } = ban.evidence
  const whose = ban.author === undefined ? `offence ${ban.offence}` : `ordered by ${ban.author}`
  const first = `${opening} ${formatTime(ban.at)} ${until} (${whose}): ${ban.reason}`
  if (ban.kind === 'manual') return [first]
  const sample = ban.evidence.lines.map((line) => `  ${line}`)
  if (ban.evidence.nats !== undefined) return [first, ...tellEvidence(ban.evidence), ...more, ...sample]
  const usual =
    baseline === null
      ? 'no baseline'
      : `expected ${grouped(expected ?? 0)} (mean of ${grouped(baseline.samples)} samples over ${Math.round(baseline.age / 60)} minutes, deviation ${grouped(baseline.stddev)})`
  return [
    first,
    `  detector ${detector}, observed ${grouped(observed)} ${unit} in ${window} s, limit ${grouped(limit)}, ${usual}`,
    ...more,
    ...sample,
  ]
}

/** `  31.4 nats, 13.8 needed:` and a line for each piece. */
function tellEvidence({ nats = 0, needed, parts = [] }: Omit<Evidence, 'lines'>): string[] {
  return [
    `  ${grouped(nats)} nats of evidence${needed === undefined ? '' : `, ${grouped(needed)} needed`}:`,
    ...parts.map(
      ({ name, observed, expected, unit, nats }) =>
        `    ${nats < 0 ? '−' : '+'}${grouped(Math.abs(nats))}  ${name}: ${quantity(observed, unit)}, expected ${quantity(expected, unit)}`,
    ),
  ]
}

/** Evidence that was reckoned anew. */
interface Reckoned {
  readonly kind: string
  readonly nats: number
}

/** How far sums of the same numbers may lie apart, in nats. */
const SAME = 1e-9

/** Whether what was reckoned anew is what the ban was decided by. */
export function isSame({ kind, evidence }: Ban, again: Reckoned): boolean {
  return again.kind === kind && Math.abs(again.nats - (evidence.nats ?? Number.NaN)) <= SAME
}

function tellRecomputed(ban: Ban, again: Reckoned | null): string {
  if (again === null) return 'The ban does not carry what it was reckoned from, so it cannot be reckoned anew.'
  if (isSame(ban, again)) return 'Reckoned anew from what the ban carries: the same.'
  return `Reckoned anew from what the ban carries it is ${again.kind} with ${grouped(again.nats)} nats: the record was changed, or the rules are others now.`
}

function tellWhyNot(story: SourceStory, formatTime: (at: EpochMilliseconds) => string): string[] {
  const lines: string[] = []
  if (story.spared !== undefined) lines.push(`Not banned although it went over a limit: ${sparedText(story.spared)}.`)
  else lines.push('Not banned: it never went over a limit.')
  const { nearest } = story
  if (nearest !== undefined)
    lines.push(
      `  closest at ${formatTime(nearest.at)}: ${nearest.evidence.text ?? ''}`,
      ...tellEvidence(nearest.evidence).map((line) => `  ${line}`),
    )
  for (const { window, requests, second, limit } of nearest === undefined ? story.closest : []) {
    lines.push(
      `  closest with ${grouped(requests)} requests in ${window} s (at ${formatTime(second * 1_000)}), ${Math.floor((requests / limit) * 100)} % of the limit of ${grouped(limit)} then`,
    )
  }
  if (story.spared === undefined && story.protection !== undefined) {
    lines.push(`It could not be banned anyway: ${story.protection.cidr} is protected (${story.protection.list}).`)
  }
  return lines
}
