import type { SparedBecause } from '../../domain/decision.ts'
import type { Evidence, IncidentKind } from '../../domain/finding.ts'

/** `1,001`: numbers as people read them, the same in every locale. */
export function grouped(value: number): string {
  const [whole = '', fraction] = String(Math.round(value * 10) / 10).split('.')
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? spaced : `${spaced}.${fraction}`
}

/** A value with its unit: `11.97 requests/s`, `38 % of requests`. */
export function quantity(value: number, unit: string): string {
  return `${value < 100 ? String(Math.round(value * 100) / 100) : grouped(value)} ${unit}`
}

/** The evidence of an incident or a ban in one sentence: "301 requests in 1 s; the ceiling for one source is 300 in 1 s." */
export function reasonText(kind: IncidentKind, evidence: Evidence): string {
  const { observed, expected, limit, unit, window, detector, baseline, text } = evidence
  if (kind === 'ban-brake')
    return `Banning has stopped for a minute: another ban would cover too much of what known visitors sent in the last 10 minutes (${quantity(observed, unit)} in ${window} s crossed the ${detector} limit of ${grouped(limit)}).`
  if (kind === 'blind') return blindText(evidence)
  if (text !== undefined) return text
  const subject = kind.startsWith('source-') ? 'one source' : 'the site'
  if (expected === null)
    return `${grouped(observed)} ${unit} in ${window} s; the ${detector} for ${subject} is ${grouped(limit)} in ${window} s.`
  const what = `${quantity(observed, unit)}${window > 1 ? ` over ${window} s` : ''}${ABOUT[kind] ?? ''}`
  const usual =
    baseline === null
      ? `expected about ${quantity(expected, unit)}`
      : `the site's mean of ${Math.round(baseline.age / 60)} minutes is ${quantity(baseline.mean, unit)}, its deviation ${grouped(baseline.stddev)}`
  return `${what}; the ${detector} limit for ${subject} is ${quantity(limit, unit)} (${usual}).`
}

function blindText({ observed, unit, limit, lines, about }: Evidence): string {
  const [sample] = lines
  if (sample === undefined)
    return `${grouped(observed)} ${unit} in ${about}, and the site had been busy: has the web server stopped, or does it write elsewhere? Nothing is seen until it writes again.`
  return `${quantity(observed, unit)} in the last minute, more than ${quantity(limit, '%')}: has the format of ${about} changed? Set format: to what the web server writes now. Such a line: ${sample}`
}

/** What the number counts, where the unit does not say it. */
const ABOUT: Partial<Readonly<Record<IncidentKind, string>>> = {
  'client-errors': ' are client errors',
  'server-errors': ' are server errors',
  'not-found': ' are for missing pages',
  'endpoint-share': ' are for one page',
}

/** Why a source over a limit was left alone; a clause without a full stop. */
export function sparedText(because: SparedBecause): string {
  switch (because.why) {
    case 'already-banned':
      return 'it was banned already'
    case 'little-evidence':
      return `what is known of it comes to ${grouped(because.nats)} nats, and a ban needs ${grouped(because.needed)}`
    case 'protected':
      return `${because.range} is protected (${because.list})`
    case 'too-few-requests':
      return `a ban needs at least ${because.needed} requests of its own in 60 s`
    case 'bans-a-minute':
      return `${grouped(because.limit)} bans were made in that minute, the most that is allowed (bans.per_minute)`
    case 'bans-in-force':
      return `${grouped(because.limit)} bans were in force, the most that is allowed (bans.in_force)`
    case 'brake':
      return `banning had stopped, because bans would have covered too much of what known visitors sent (bans.brake); its own share was ${grouped(because.share * 100)} %`
    case 'proxy':
      return `it carries ${grouped(because.share * 100)} % of what known visitors sent, so it is most likely a proxy that many share`
    case 'too-old':
      return 'its lines were written while the engine was down, too long before they were read'
    case 'cdn':
      return `it belongs to ${because.name}, a CDN that many share`
  }
}
