import type { Message, MessageSource, MessageState } from '../domain/message.ts'
import { formatDuration } from '../lib/duration.ts'

/** By severity 1 … 5. */
const SEVERITIES = ['notice', 'low', 'medium', 'high', 'critical'] as const
export type SeverityWord = (typeof SEVERITIES)[number]

const SOURCE_STATES: Readonly<Record<MessageSource['state'], string>> = {
  ordered: 'ban ordered, not confirmed',
  banned: 'banned',
  observed: 'would be banned',
  refused: 'not banned: the firewall refuses',
  ended: 'not banned any more',
}

const STATES: Readonly<Record<MessageState, string>> = {
  firing: 'FIRING',
  update: 'UPDATE',
  resolved: 'RESOLVED',
  note: 'NOTE',
}

export function severityWord(severity: number): SeverityWord {
  return SEVERITIES[Math.min(5, Math.max(1, Math.round(severity))) - 1]!
}

/** `[FIRING] shop.example: Traffic surge of the site` */
export function subjectLine({ state, kind, site, title }: Message): string {
  return `[${kind === 'test' ? 'TEST' : STATES[state]}] ${site}: ${title}`
}

/** A part of a message with its name. `isCode`: commands, one a line. */
export interface Part {
  readonly name: string
  readonly lines: readonly string[]
  readonly isCode?: true
}

/** All but the subject line and the link, in the order in which people want to know it. Not escaped. */
export function parts(message: Message): Part[] {
  const { happened, measured, lasted, severity, sources, bans, done, undo, held, state } = message
  const whole = lasted >= 1_000 ? formatDuration(Math.floor(lasted / 1_000) * 1_000) : null
  const shown: Part[] = [{ name: 'What happened', lines: [happened] }]
  if (measured !== null) shown.push({ name: 'How much', lines: [measured.words] })
  if (whole !== null) shown.push({ name: 'How long', lines: [state === 'resolved' ? whole : `for ${whole}`] })
  shown.push({ name: 'Severity', lines: [`${severity} of 5, ${severityWord(severity)}`] })
  if (sources.length > 0) {
    const more = bans.made - sources.length
    const lines = sources.map(({ address, state }) => `${address} (${SOURCE_STATES[state]})`)
    shown.push({ name: 'Sources', lines: more > 0 ? [...lines, `and ${more} more`] : lines })
  }
  shown.push({ name: 'What was done', lines: [done] })
  if (undo.length > 0) shown.push({ name: 'To undo it', lines: undo, isCode: true })
  if (held !== null) shown.push({ name: 'Held back', lines: [held] })
  return shown
}

/** The whole message as plain text. */
export function plainText(message: Message): string {
  const lines = parts(message).flatMap(({ name, lines }) =>
    lines.length === 1 ? [`${name}: ${lines[0]}`] : [`${name}:`, ...lines.map((line) => `  ${line}`)],
  )
  return [subjectLine(message), '', ...lines, ...(message.link === null ? [] : ['', message.link])].join('\n')
}

/** Cut to so many characters, never in the midst of a pair. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const short = text.slice(0, most - 1)
  return `${/[\ud800-\udbff]$/.test(short) ? short.slice(0, -1) : short}…`
}
