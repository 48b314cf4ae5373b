import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StateError } from '../domain/errors.ts'
import { lockHolder } from './state-folder.ts'

/** What an engine keeps in its state folder. Whatever else is there is not ours. */
const OURS =
  /^(lock|hash-seed|enforcement-stopped|control\.sock|.*\.(db|sqlite)(-wal|-shm|-journal)?(\.quarantine.*|\.corrupt.*)?|audit\.(log|ndjson|jsonl).*)$/

/** Deletes what is ours in the state folder, and the folder when nothing is left; gives what was left. Throws StateError. */
export function purgeState(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const holder = lockHolder(folder)
  if (holder !== undefined)
    throw new StateError(
      `the state directory ${folder} is in use by breakwater (pid ${holder})`,
      'Stop it first, then run breakwater panic --purge again.',
    )
  if (!existsSync(join(folder, 'hash-seed')))
    throw new StateError(
      `${folder} does not look like a state directory of breakwater: it holds no hash-seed`,
      'Name the right one with --state-dir DIR, or delete this one by hand.',
    )
  const names = readdirSync(folder)
  for (const name of names) if (OURS.test(name)) rmSync(join(folder, name), { force: true })
  const left = names.filter((name) => !OURS.test(name))
  if (left.length === 0) rmdirSync(folder)
  return left
}
