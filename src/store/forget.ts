import type { AddressMention } from './address-mention.ts'
import { withoutAddress } from './address-mention.ts'
import type { DatabaseFile } from './database-file.ts'

/** What was removed, and in how many rows about others the mention was replaced. */
export interface Forgotten {
  readonly removed: number
  readonly redacted: number
}

/** Tables of the state database, the column that says whom a row is about, and the columns that may name others. */
const TABLES = [
  { name: 'bans', about: 'address', texts: ['json'] },
  { name: 'lifted', about: 'address', texts: ['json'] },
  { name: 'offences', about: 'address', texts: [] },
  { name: 'incidents', about: 'subject', texts: ['subject', 'json'] },
  { name: 'acknowledgements', about: null, texts: ['json'] },
  { name: 'allow', about: 'range', texts: ['json'] },
  { name: 'audit', about: 'address', texts: ['json'] },
  { name: 'positions', about: null, texts: ['path'] },
  { name: 'snapshots', about: null, texts: ['json'] },
  { name: 'meta', about: null, texts: ['value'] },
  { name: 'outbox', about: null, texts: ['json'] },
  { name: 'notify', about: null, texts: ['json'] },
] as const

/** Names of all tables that are searched. */
export const SEARCHED: readonly string[] = TABLES.map(({ name }) => name)

/** Removes every trace of an address from the state database. Called inside a transaction. */
export function forgetAddress(file: DatabaseFile, mention: AddressMention): Forgotten {
  let removed = 0
  let redacted = 0
  for (const { name, about, texts } of TABLES) {
    if (about !== null) removed += removeRows(file, name, about, mention)
    for (const column of texts) redacted += redactColumn(file, name, column, mention)
  }
  return { removed, redacted }
}

function removeRows(file: DatabaseFile, table: string, about: string, mention: AddressMention): number {
  const rows = file.statement(`SELECT rowid AS row, ${about} AS text FROM ${table} WHERE ${about} LIKE ?`)
  const found: number[] = []
  for (const { row, text } of rows.iterate(mention.like)) if (mention.is(String(text))) found.push(Number(row))
  const remove = file.statement(`DELETE FROM ${table} WHERE rowid = ?`)
  for (const row of found) remove.run(row)
  return found.length
}

function redactColumn(file: DatabaseFile, table: string, column: string, mention: AddressMention): number {
  const found: { row: number; text: string }[] = []
  const rows = file.statement(`SELECT rowid AS row, ${column} AS text FROM ${table} WHERE ${column} LIKE ?`)
  for (const { row, text } of rows.iterate(mention.like)) {
    const cleaned = clean(String(text), column, mention)
    if (cleaned !== text) found.push({ row: Number(row), text: cleaned })
  }
  const update = file.statement(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`)
  for (const { row, text } of found) update.run(text, row)
  return found.length
}

/** JSON is looked at parsed: in its text an escape such as `\u2028` would join the address behind it. */
function clean(text: string, column: string, mention: AddressMention): string {
  if (column !== 'json') return mention.redact(text)
  const value: unknown = JSON.parse(text)
  const cleaned = JSON.stringify(withoutAddress(value, mention))
  return cleaned === JSON.stringify(value) ? text : cleaned
}
