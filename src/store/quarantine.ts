import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { TroubleFacts } from '../domain/store-trouble.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { isoTime } from '../wire/ndjson.ts'

/** Why a database was moved aside, and where it is now. */
export interface Replaced {
  readonly why: Extract<TroubleFacts, { kind: 'quarantined' }>['why']
  readonly copy: string
  readonly text: string
}

/** Copies kept of each file; the oldest gives way, so that a disk that destroys files is not filled by them. */
const KEPT = 3

/** Files of the database besides its own. */
export const COMPANIONS = ['-wal', '-shm', '-journal'] as const

/** Moves a database aside with its companions; returns where it is now. Throws when the folder cannot be written. */
export function quarantine(path: string, now: EpochMilliseconds): string {
  const last = quarantined(path).at(-1)
  // Later than the last one, also when the clock was set back: the names tell which is the oldest.
  const at = last === undefined ? now : Math.max(now, timeOf(last) + 1)
  const copy = `${path}.quarantine-${isoTime(at).replace(/[-:.]/g, '')}`
  renameSync(path, copy)
  for (const companion of COMPANIONS) {
    if (existsSync(path + companion)) renameSync(path + companion, copy + companion)
  }
  for (const old of quarantined(path).slice(0, -KEPT)) remove(old)
  return copy
}

/** Copies of this database that were moved aside, the oldest first. */
export function quarantined(path: string): readonly string[] {
  const prefix = `${basename(path)}.quarantine-`
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && !COMPANIONS.some((companion) => name.endsWith(companion)))
    .sort()
    .map((name) => join(dirname(path), name))
}

function timeOf(copy: string): EpochMilliseconds {
  const [, year, month, day, hour, minute, second, rest] =
    /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(copy) ?? []
  if (rest === undefined) return 0
  return Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second!, +rest)
}

function remove(path: string): void {
  for (const name of ['', ...COMPANIONS]) rmSync(path + name, { force: true })
}
