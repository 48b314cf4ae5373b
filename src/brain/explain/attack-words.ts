import type { BanState } from '../../domain/control.ts'
import type { IncidentKind } from '../../domain/finding.ts'
import type { EpochMilliseconds } from '../../domain/units.ts'
import { grouped, quantity } from './reason.ts'
import { type Moment, minuteText } from './when-words.ts'

/** One that is banned, or would be, in an attack that lasts. */
export interface Attacker {
  readonly kind: IncidentKind
  readonly ban: BanState
  /** Requests/s: now, or at its worst when nothing of it is seen any more; null: not known. */
  readonly rate: number | null
  readonly isSending: boolean
  /** Times the limit that it went over; null: it was not one of requests. */
  readonly times: number | null
  /** null: permanent. */
  readonly until: EpochMilliseconds | null
  readonly offence: number
}

/** An attack that lasts, of one source or many. */
export interface Attack {
  readonly since: EpochMilliseconds
  /** The one that matters most; null: nobody can be banned for it. */
  readonly first: Attacker | null
  /** Sources by what became of their bans. */
  readonly bans: Readonly<Record<BanState, number>>
  /** Requests/s that all of them send now. */
  readonly rate: number
  /** Kind of the incident that many have in common; null: each acts by itself. */
  readonly together: IncidentKind | null
  /** Of the sources in `bans` those that take part in that. */
  readonly members: number
  /** The incident that tells most of it, and all that belong to it. */
  readonly incident: string | null
  readonly incidents: ReadonlySet<string>
  /** How bans are enforced. */
  readonly mode: string
  /** Requests that were prevented since it began, or would have been. */
  readonly prevented: number
}

const SOURCE_VERBS: Partial<Readonly<Record<IncidentKind, readonly [one: string, past: string]>>> = {
  'source-scan': ['looks for missing pages', 'looked for missing pages'],
  'source-brute-force': ['tries passwords', 'tried passwords'],
  'source-scrape': ['copies the site', 'copied the site'],
}
const TOGETHER: Partial<Readonly<Record<IncidentKind, string>>> = {
  'distributed-flood': 'flood the site together',
  'distributed-scan': 'look for missing pages together',
  'credential-stuffing': 'try passwords together',
}

/** Whether an incident of this kind is an attack that many have in common. */
export function isShared(kind: IncidentKind): boolean {
  return kind in TOGETHER
}

/** `one source sends 412 requests/s, 130 × its limit`; no text of the log. */
export function attackText({ first, bans, rate, together, members }: Attack): string {
  const count = total(bans)
  const sending = rate > 0 ? `, ${quantity(round(rate), 'requests/s')}` : ''
  if (together !== null || first === null) {
    const does = TOGETHER[together ?? 'distributed-flood']
    if (members < 2) return `many sources ${does}`
    return `${members.toLocaleString('en')} sources ${does}${members === count ? sending : ''}`
  }
  if (count > 1) return `${count.toLocaleString('en')} sources attack${sending}`
  const verbs = SOURCE_VERBS[first.kind]
  const verb = verbs?.[first.isSending ? 0 : 1]
  if (first.rate === null) return `one source ${verb ?? 'attacks'}`
  const sends = `${first.isSending ? 'sends' : 'sent'} ${quantity(round(first.rate), 'requests/s')}`
  const times = first.times !== null && first.times >= 1.5 ? `, ${grouped(round(first.times))} × its limit` : ''
  return `one source ${verb === undefined ? sends : `${verb} and ${sends}`}${times}`
}

/** What was done: nothing is called banned that the kernel has not confirmed. */
export function attackMore(attack: Attack, moment: Moment): string {
  const { first, bans } = attack
  const done =
    first === null ? ['Nobody is banned for it yet.'] : total(bans) === 1 ? [oneBan(first, moment)] : manyBans(bans)
  return [...done, ...preventedText(attack)].join(' ')
}

function oneBan({ ban, until, offence }: Attacker, moment: Moment): string {
  const end = until === null ? 'for good' : `until ${minuteText(until, moment)}`
  const which = `(${ordinal(offence)} offence)`
  switch (ban) {
    case 'in-force':
      return `Banned ${end} ${which}.`
    case 'observed':
      return `Would be banned ${end} ${which}: observing, nothing is blocked.`
    case 'pending':
      return `To be banned ${end} ${which}: the firewall has not confirmed it yet.`
    case 'failed':
      return `To be banned ${end} ${which}: the firewall REFUSED it; it is tried again.`
  }
}

function manyBans({ observed, pending, 'in-force': confirmed, failed }: Attack['bans']): string[] {
  const number = (count: number) => count.toLocaleString('en')
  return [
    ...(confirmed > 0 ? [`${number(confirmed)} banned.`] : []),
    ...(observed > 0 ? [`${number(observed)} would be banned: observing, nothing is blocked.`] : []),
    ...(pending > 0 ? [`${number(pending)} to be banned, not confirmed by the firewall yet.`] : []),
    ...(failed > 0 ? [`${number(failed)} REFUSED by the firewall; they are tried again.`] : []),
  ]
}

/** What a packet filter drops is in no log: only what the web server refuses, or what would have been, can be counted. */
function preventedText({ mode, prevented }: Attack): string[] {
  if (prevented === 0) return []
  if (mode === 'off') return [`${grouped(prevented)} requests would have been prevented.`]
  return mode === 'nginx' ? [`${grouped(prevented)} requests prevented.`] : []
}

function total(bans: Attack['bans']): number {
  return bans.observed + bans.pending + bans['in-force'] + bans.failed
}

/** Three significant digits. */
function round(value: number): number {
  return Number(value.toPrecision(3))
}

/** `1st`, `2nd`, `11th`, `23rd`. */
export function ordinal(value: number): string {
  const tens = value % 100
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')
  return `${value}${suffix}`
}
