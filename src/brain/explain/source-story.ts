import type { Ban } from '../../domain/ban.ts'
import type { SparedBecause } from '../../domain/decision.ts'
import { type Limits, NO_LIMIT, WINDOWS, type WindowSeconds } from '../../domain/limits.ts'
import type { EpochMilliseconds, EpochSeconds } from '../../domain/units.ts'
import { grouped, sparedText } from './reason.ts'

/** The most requests a source sent in one window, and when that was. */
export interface Peak {
  readonly requests: number
  readonly second: EpochSeconds
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
    readonly peaks: Readonly<Record<WindowSeconds, Peak>>
  } | null
  readonly bans: readonly Ban[]
  readonly spared: SparedBecause | undefined
  readonly protection: { readonly cidr: string; readonly list: string } | undefined
  readonly limits: Limits
}

/** What happened to one source, and why, or why not: a few plain sentences. */
export function tellSource(story: SourceStory, formatTime: (at: EpochMilliseconds) => string): string[] {
  const { address, seen, bans } = story
  if (seen === null) return [`${address} does not occur in this log, so there was nothing to decide.`]
  const lines = [
    `${address} sent ${grouped(seen.requests + seen.prevented)} requests between ${formatTime(seen.first * 1_000)} and ${formatTime(seen.last * 1_000)}; ${grouped(seen.errors)} of those judged were answered with an error.`,
  ]
  for (const ban of bans) lines.push(...tellBan(ban, formatTime))
  if (seen.prevented > 0)
    lines.push(`${grouped(seen.prevented)} of its requests came while it was banned and would have been prevented.`)
  if (bans.length === 0) lines.push(...tellWhyNot(story, seen.peaks, formatTime))
  return lines
}

function tellBan(ban: Ban, formatTime: (at: EpochMilliseconds) => string): string[] {
  const until = ban.until === null ? 'permanently' : `until ${formatTime(ban.until)}`
  const { detector, observed, limit, unit, window, expected } = ban.evidence
  return [
    `Banned at ${formatTime(ban.at)} ${until} (offence ${ban.offence}): ${ban.reason}`,
    `  detector ${detector}, observed ${grouped(observed)} ${unit} in ${window} s, limit ${grouped(limit)}, ${expected === null ? 'no baseline' : `expected ${grouped(expected)}`}`,
    ...ban.evidence.lines.map((line) => `  ${line}`),
  ]
}

function tellWhyNot(
  story: SourceStory,
  peaks: Readonly<Record<WindowSeconds, Peak>>,
  formatTime: (at: EpochMilliseconds) => string,
): string[] {
  const lines: string[] = []
  if (story.spared !== undefined) lines.push(`Not banned although it went over a limit: ${sparedText(story.spared)}.`)
  else lines.push('Not banned: it never went over a limit.')
  for (const window of WINDOWS) {
    const limit = story.limits.plain[window]
    if (limit === NO_LIMIT) continue
    const { requests, second } = peaks[window]
    lines.push(
      `  at most ${grouped(requests)} requests in ${window} s (at ${formatTime(second * 1_000)}), ${Math.floor((requests / limit) * 100)} % of the limit of ${grouped(limit)}`,
    )
  }
  if (story.spared === undefined && story.protection !== undefined) {
    lines.push(`It could not be banned anyway: ${story.protection.cidr} is protected (${story.protection.list}).`)
  }
  return lines
}
