import type { SparedBecause } from '../../domain/decision.ts'
import type { Evidence, IncidentKind } from '../../domain/finding.ts'

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** `1,001`: numbers as people read them, the same in every locale. */
export function grouped(value: number): string {
  return GROUPED.format(value)
}

export function seconds(window: number): string {
  return window === 1 ? '1 second' : `${window} seconds`
}

/** The evidence of an incident or a ban in one sentence. */
export function reasonText(kind: IncidentKind, evidence: Evidence): string {
  const { observed, limit, unit, window, detector } = evidence
  const subject = kind.startsWith('source-') ? 'one source' : 'the site'
  return `${grouped(observed)} ${unit} in ${seconds(window)}; the ${detector} for ${subject} is ${grouped(limit)}`
}

/** Why a source over a limit was left alone. */
export function sparedText(because: SparedBecause): string {
  switch (because.why) {
    case 'protected':
      return `${because.range} is protected (${because.list})`
    case 'too-few-requests':
      return `a ban needs at least ${because.needed} requests of its own in 60 seconds`
    case 'bans-a-minute':
      return `${grouped(because.limit)} bans were made in that minute, the most that is allowed (bans.per_minute)`
    case 'bans-in-force':
      return `${grouped(because.limit)} bans were in force, the most that is allowed (bans.in_force)`
  }
}
