import type { SparedBecause } from '../../domain/decision.ts'
import type { Evidence, IncidentKind } from '../../domain/finding.ts'

/** `1,001`: numbers as people read them, the same in every locale. */
export function grouped(value: number): string {
  const [whole = '', fraction] = String(Math.round(value * 10) / 10).split('.')
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? spaced : `${spaced}.${fraction}`
}

/** The evidence of an incident or a ban in one sentence: "301 requests in 1 s; the ceiling for one source is 300 in 1 s." */
export function reasonText(kind: IncidentKind, evidence: Evidence): string {
  const { observed, limit, unit, window, detector } = evidence
  const subject = kind.startsWith('source-') ? 'one source' : 'the site'
  return `${grouped(observed)} ${unit} in ${window} s; the ${detector} for ${subject} is ${grouped(limit)} in ${window} s.`
}

/** Why a source over a limit was left alone; a clause without a full stop. */
export function sparedText(because: SparedBecause): string {
  switch (because.why) {
    case 'already-banned':
      return 'it was banned already'
    case 'protected':
      return `${because.range} is protected (${because.list})`
    case 'too-few-requests':
      return `a ban needs at least ${because.needed} requests of its own in 60 s`
    case 'bans-a-minute':
      return `${grouped(because.limit)} bans were made in that minute, the most that is allowed (bans.per_minute)`
    case 'bans-in-force':
      return `${grouped(because.limit)} bans were in force, the most that is allowed (bans.in_force)`
  }
}
