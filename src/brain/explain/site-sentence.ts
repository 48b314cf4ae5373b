import type { BanState } from '../../domain/control.ts'
import type { Incident } from '../../domain/incident.ts'
import type { LiveMetric, LiveSnapshot } from '../../domain/live-snapshot.ts'
import type { SiteSentence } from '../../domain/site-frame.ts'
import type { EnforcementStatus, Trouble } from '../../domain/status-report.ts'
import { type Milliseconds, SECOND } from '../../domain/units.ts'
import { type Attack, attackMore, attackText } from './attack-words.ts'
import { quantity } from './reason.ts'
import { crowdText, troubleText } from './trouble-words.ts'
import { clockText, type Moment, sinceText } from './when-words.ts'

/** All that the state of the site follows from. */
export interface SiteCondition extends Moment {
  readonly enforcement: Pick<EnforcementStatus, 'mode' | 'state' | 'trouble'>
  readonly learning: LiveSnapshot['learning']
  /** Of the last 60 s. */
  readonly requests: LiveMetric
  readonly clients: number | null
  /** Since the last line, and when that was; null before the first. */
  readonly silence: Milliseconds | null
  /** Logs that cannot be read or understood. */
  readonly unreadable: readonly Trouble[]
  /** Those that fire, the oldest first. */
  readonly incidents: readonly Incident[]
  /** null: none lasts. */
  readonly attack: Attack | null
  /** Bans that have not ended, by what became of them. */
  readonly bans: Readonly<Record<BanState, number>>
}

/** Without a line for so long a site that has lines is called silent. */
const SILENT: Milliseconds = 40 * SECOND
/** Requests that would have come in that time. */
const MISSED = 20
/** What an attack or a crowd brings with it: said of them, and not once more. */
const COMES_ALONG = new Set(['traffic-surge', 'bandwidth-surge', 'client-surge', 'endpoint-share', 'method-mix'])

/** The state of the site, the most pressing first; what is less pressing follows in `more`, so that nothing worse hides behind it. */
export function siteSentence(condition: SiteCondition): SiteSentence {
  const [first, ...others] = [
    ...down(condition),
    ...blind(condition),
    ...attack(condition),
    ...trouble(condition),
    ...crowd(condition),
    ...warmingUp(condition),
  ]
  if (first === undefined) return normal(condition)
  const bans = condition.attack === null ? bansText(condition.bans) : ''
  return {
    ...first,
    more: [first.more, ...others.map(({ text }) => text), bans].filter((text) => text !== '').join(' '),
  }
}

function down({ enforcement: { mode, state, trouble } }: SiteCondition): SiteSentence[] {
  if (state !== 'down') return []
  const why = trouble === null ? '' : ` ${mode}: ${sentence(trouble)}`
  return [
    {
      state: 'down',
      text: 'Enforcement is down: bans are decided and nothing new is blocked.',
      more: `See what is in its way: breakwater doctor.${why}`,
      incident: null,
    },
  ]
}

function blind(condition: SiteCondition): SiteSentence[] {
  const { incidents, unreadable, silence, now, requests } = condition
  const incident = incidents.find(({ kind }) => kind === 'blind')
  const missed = ((requests.expected?.mean ?? 0) * (silence ?? 0)) / SECOND
  const isSilent = silence !== null && silence >= SILENT && (incident !== undefined || missed >= MISSED)
  const [first] = unreadable
  const since = incident?.since ?? (isSilent ? now - silence : undefined)
  const common = {
    state: 'blind' as const,
    incident: incident?.id ?? null,
    ...(since !== undefined && { since: new Date(since).toISOString() }),
  }
  if (isSilent)
    return [{ ...common, text: silentText(condition, silence), more: first === undefined ? SILENT_FIX : first.fix }]
  if (incident !== undefined)
    return [
      {
        ...common,
        text: `Blind ${sinceText(incident.since, condition)}: ${incident.peak.detector === 'silence' ? 'the log was silent' : 'many lines of the log cannot be read'}.`,
        more: first?.fix ?? incident.reason,
      },
    ]
  if (first === undefined) return []
  return [{ ...common, text: `Blind: ${BLIND_WORDS[first.code] ?? 'a log cannot be read'}.`, more: first.fix }]
}

const SILENT_FIX = 'See whether the web server runs and writes the log that is read: breakwater doctor.'
/** By the code of a trouble; its own message names a path. */
const BLIND_WORDS: Readonly<Record<string, string>> = {
  'log-missing': 'a log is missing',
  'log-denied': 'a log cannot be read for want of permission',
  'log-unsuitable': 'a log is no regular file, or reading it failed',
  'no-format': 'not one line of a log was understood',
}

function silentText(condition: SiteCondition, silence: Milliseconds): string {
  return `No line for ${Math.floor(silence / SECOND)} s; the last one was at ${clockText(condition.now - silence, condition)}.`
}

function attack(condition: SiteCondition): SiteSentence[] {
  const { attack } = condition
  if (attack === null) return []
  return [
    {
      state: 'attack',
      text: `Under attack ${sinceText(attack.since, condition)}: ${attackText(attack)}.`,
      more: attackMore(attack, condition),
      incident: attack.incident,
      since: new Date(attack.since).toISOString(),
    },
  ]
}

/** Incidents that are none of the above: the worst of them, and how many more there are. */
function trouble(condition: SiteCondition): SiteSentence[] {
  const hasCause = condition.attack !== null || condition.incidents.some(({ kind }) => kind === 'flash-crowd')
  const found = condition.incidents
    .filter(({ kind, id }) => kind !== 'blind' && kind !== 'flash-crowd' && !condition.attack?.incidents.has(id))
    .filter(({ kind }) => !(hasCause && COMES_ALONG.has(kind)))
    .sort((a, b) => urgency(b) - urgency(a) || a.since - b.since)
  const [worst] = found
  if (worst === undefined) return []
  const rest = found.length === 1 ? '' : ` ${found.length - 1} more ${found.length === 2 ? 'incident' : 'incidents'}.`
  return [
    {
      state: 'trouble',
      text: troubleText(worst, condition),
      more: rest.trim(),
      incident: worst.id,
      since: new Date(worst.since).toISOString(),
    },
  ]
}

/** Where bans do not work, that comes before what the site does. */
function urgency({ kind, severity }: Incident): number {
  return severity + (kind === 'enforcement-leak' || kind === 'ban-brake' ? 10 : 0)
}

function crowd(condition: SiteCondition): SiteSentence[] {
  const incident = condition.incidents.find(({ kind }) => kind === 'flash-crowd')
  if (incident === undefined) return []
  return [
    {
      state: 'crowd',
      text: crowdText(incident, condition),
      more: 'Many people came at once; nobody is banned for that.',
      incident: incident.id,
      since: new Date(incident.since).toISOString(),
    },
  ]
}

function warmingUp({ learning, silence }: SiteCondition): SiteSentence[] {
  if (learning === null) return []
  const text =
    silence === null
      ? 'Waiting for the first line of the log.'
      : `Learning: ${learning.minutes} of ${learning.of} minutes; only absolute limits act.`
  return [{ state: 'warming-up', text, more: '', incident: null }]
}

function normal(condition: SiteCondition): SiteSentence {
  const { requests, clients, silence, bans } = condition
  const isQuiet = silence !== null && silence >= SILENT
  const many = clients === null ? '' : `, ${clients.toLocaleString('en')} ${clients === 1 ? 'client' : 'clients'}`
  return {
    state: 'normal',
    text: isQuiet
      ? `Quiet: ${lowerFirst(silentText(condition, silence))}`
      : `Normal: ${quantity(requests.value ?? 0, 'requests/s')}${many}.`,
    more: bansText(bans),
    incident: null,
  }
}

/** Nothing is called banned that the kernel has not confirmed. */
function bansText({ observed, pending, 'in-force': confirmed, failed }: SiteCondition['bans']): string {
  const sources = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'source' : 'sources'}`
  return [
    ...(confirmed > 0 ? [`${sources(confirmed)} banned.`] : []),
    ...(observed > 0 ? [`${sources(observed)} would be banned: observing, nothing is blocked.`] : []),
    ...(pending > 0 ? [`${sources(pending)} to be banned, not confirmed yet.`] : []),
    ...(failed > 0 ? [`The firewall refused to ban ${sources(failed)}.`] : []),
  ].join(' ')
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
