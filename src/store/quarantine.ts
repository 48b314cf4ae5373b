import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { EpochMilliseconds } from '../domain/units.ts'
import { isoTime } from '../wire/ndjson.ts'

/** Copies kept of each file; the oldest gives way, so that a disk that destroys files is not filled by them. */
const KEPT = 3

/** Files of the database besides its own. */
export const COMPANIONS = ['-wal', '-shm', '-journal'] as const

/** Moves a database aside with its companions; returns where it is now. Throws when the folder cannot be written. */
export function quarantine(path: string, now: EpochMilliseconds): string {
  const stamp = isoTime(now).replace(/[-:.]/g, '')
  let copy = `${path}.quarantine-${stamp}`
  for (let more = 2; existsSync(copy); more++) copy = `${path}.quarantine-${stamp}-${more}`
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

function remove(path: string): void {
  for (const name of ['', ...COMPANIONS]) rmSync(path + name, { force: true })
}
