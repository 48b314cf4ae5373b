import { grouped } from '../brain/explain/reason.ts'
import { type AuditEntry, auditedAddress } from '../domain/audit.ts'
import { subjectText } from '../domain/finding.ts'
import type { AuditView } from '../domain/site-desk.ts'
import { SECOND } from '../domain/units.ts'
import { formatDuration } from '../lib/duration.ts'
import { escapeText } from '../lib/escape-text.ts'
import { isoTime } from '../wire/ndjson.ts'

/** Characters of one entry; of one text in it. */
const LONGEST = 600
const SHOWN = 200

/** An entry of the audit log as people read it. What of it comes from a log is escaped and bounded. */
export function auditView(entry: AuditEntry, number: number): AuditView {
  return {
    number,
    at: isoTime(entry.at),
    type: entry.type,
    author: authorOf(entry),
    address: auditedAddress(entry),
    text: escapeText(words(entry), LONGEST),
  }
}

function authorOf(entry: AuditEntry): string | null {
  switch (entry.type) {
    case 'operator':
      return entry.author
    case 'ban':
      return entry.ban.author ?? null
    case 'unban':
      return entry.lift.author ?? null
    default:
      return null
  }
}

const BAN_WORDS = { observing: 'Would be banned', ordered: 'To be banned', 'in-force': 'Banned' } as const
const INCIDENT_WORDS = {
  'incident-opened': 'began',
  'incident-changed': 'grew worse',
  'incident-resolved': 'is over',
} as const

/** One sentence for each type. */
function words(entry: AuditEntry): string {
  switch (entry.type) {
    case 'incident-opened':
    case 'incident-changed':
    case 'incident-resolved': {
      const { kind, subject, reason, severity } = entry.incident
      return `${kind} on ${short(subjectText(subject))} ${INCIDENT_WORDS[entry.type]}, severity ${severity} of 5: ${reason}`
    }
    case 'decision':
      return `${entry.address} went over a limit and was left alone: ${entry.reason || entry.because}.`
    case 'ban': {
      const { address, duration, offence, author, reason } = entry.ban
      const length = duration === null ? 'for good' : `for ${span(duration)}`
      const which = author === undefined ? `offence ${offence}` : `ordered by ${author}`
      const confirmed = entry.effect === 'in-force' ? ', confirmed by the firewall' : ''
      return `${BAN_WORDS[entry.effect]}: ${address} ${length} (${which})${confirmed}: ${reason}`
    }
    case 'unban': {
      const { ban, cause, author } = entry.lift
      const why = { expired: 'its time was over', manual: 'lifted', allowed: 'what is in it came to be protected' }[
        cause
      ]
      return `The ban of ${ban.address} ended: ${why}${author === undefined ? '' : ` by ${author}`}.`
    }
    case 'baseline': {
      const parts = entry.baselines.map(({ metric, mean, stddev }) => `${metric} ${number(mean)} ± ${number(stddev)}`)
      return `What is normal was reckoned anew: ${parts.join(', ')}.`
    }
    case 'start':
      return `Breakwater ${entry.version} started with the profile ${entry.profile}, ${entry.enforce === 'off' ? 'observing' : `enforcing by ${entry.enforce}`}.`
    case 'stop':
      return `Breakwater stopped after ${span(entry.uptime)}: ${entry.reason}.`
    case 'priming':
      return `${grouped(entry.lines)} lines of old logs were learned from in ${span(entry.took)}: ${entry.outcome}.`
    case 'rotation':
      return `${short(entry.path)} was rotated.`
    case 'lines': {
      const { lostBytes, refused, skewed } = entry
      const parts = [
        ...(lostBytes > 0 ? [`${grouped(lostBytes)} bytes were lost unread`] : []),
        ...(refused > 0 ? [`${grouped(refused)} lines could not be read`] : []),
        ...(skewed > 0 ? [`${grouped(skewed)} lines were of an impossible time`] : []),
      ]
      return `${short(entry.path)}: ${parts.join(', ')}.`
    }
    case 'enforcer-failed':
      return `Enforcement by ${entry.enforcer} is down, nothing new is blocked: ${entry.error}`
    case 'enforcer-repaired':
      return entry.restored === 0
        ? `Enforcement by ${entry.enforcer} works.`
        : `${grouped(entry.restored)} bans had gone from ${entry.enforcer} and were put back.`
    case 'store':
      return `${entry.store}.db: ${entry.text}`
    case 'configuration': {
      const parts = entry.changes.map(({ option, from, to }) => `${option} from ${from} to ${to}`)
      return parts.length === 0 ? 'The configuration was read again: nothing changed.' : `Changed: ${parts.join('; ')}.`
    }
    case 'operator': {
      const reason = entry.reason === '' ? '' : `: ${entry.reason}`
      return `${entry.author} ordered: ${entry.action} ${entry.target}${reason}`
    }
    case 'gap':
      return `${grouped(entry.entries)} entries since ${isoTime(entry.since)} are missing: ${entry.why === 'disk' ? 'the disk was full or out of reach' : 'there were too many decisions'}.`
  }
}

function short(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

function number(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** In whole seconds, but less than one. */
function span(length: number): string {
  return length < SECOND ? `${Math.round(length)} ms` : formatDuration(Math.round(length / SECOND) * SECOND)
}
