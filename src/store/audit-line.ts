import type { AuditEntry } from '../domain/audit.ts'
import { escapeJson } from '../lib/escape-text.ts'
import { isoTime } from '../wire/ndjson.ts'

/** Characters of one text, and of a whole line, at most. */
const LONGEST_TEXT = 2_000
const LONGEST_LINE = 65_536

/** One entry as one line of JSON with its line end: hostile characters as escapes, so that a terminal can show the file. */
export function auditLine(entry: AuditEntry): string {
  const { at, type, ...facts } = entry
  const head = { at: isoTime(at), type }
  const line = escapeJson(JSON.stringify({ ...head, ...facts }, shorten))
  if (line.length <= LONGEST_LINE) return `${line}\n`
  return `${escapeJson(JSON.stringify({ ...head, cut: line.slice(0, LONGEST_TEXT) }))}\n`
}

/** What detectors can reckon their evidence from again is long, and is kept in the database. */
function shorten(key: string, value: unknown): unknown {
  if (key === 'inputs') return undefined
  if (typeof value === 'string' && value.length > LONGEST_TEXT) return `${value.slice(0, LONGEST_TEXT)}…`
  return value
}
