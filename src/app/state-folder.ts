import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { StateError } from '../domain/errors.ts'

/** Where state is kept when nobody says otherwise and it may be written. */
export const SYSTEM_FOLDER = '/var/lib/breakwater'

/** What `run` keeps between starts, mode 0700. One instance a folder. */
export interface StateFolder {
  readonly path: string
  /** Secret seed of the source table's hash, 32 bits, drawn once. */
  readonly seed: number
  release(): void
}

/** Opens the folder and takes its lock. Throws StateError when it cannot be written or another instance holds it. */
export function openStateFolder(wanted: string | undefined): StateFolder {
  const path = wanted ?? defaultFolder()
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const lock = takeLock(path)
    return { path, seed: readSeed(path), release: () => rmSync(lock, { force: true }) }
  } catch (cause) {
    if (cause instanceof StateError) throw cause
    throw new StateError(
      `cannot use the state directory ${path}: ${(cause as Error).message}`,
      `${isFull(cause) ? 'Make room on its disk' : 'Make it writable for this user'}, or choose another with --state-dir DIR.`,
      { cause },
    )
  }
}

function isFull(cause: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((cause as NodeJS.ErrnoException).code ?? '')
}

/** The folder that `openStateFolder` would open, without making it. */
export function stateFolderPath(wanted: string | undefined): string {
  if (wanted !== undefined) return wanted
  return existsSync(SYSTEM_FOLDER) && canWrite(SYSTEM_FOLDER) ? SYSTEM_FOLDER : userFolder()
}

/** Process id of the instance that uses the folder, or undefined when none does. */
export function lockHolder(folder: string): number | undefined {
  try {
    const [pid, started] = readFileSync(join(folder, 'lock'), 'utf8').trim().split(' ')
    return isRunning(Number(pid), started) ? Number(pid) : undefined
  } catch {
    return undefined
  }
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Where a user's own state is kept. */
export function userFolder(): string {
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'breakwater')
}

function defaultFolder(): string {
  try {
    mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o700 })
    accessSync(SYSTEM_FOLDER, constants.W_OK)
    return SYSTEM_FOLDER
  } catch {
    return userFolder()
  }
}

/** The lock holds the pid and its start time, so that a pid used again after a reboot does not keep us out. */
function takeLock(folder: string): string {
  const path = join(folder, 'lock')
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(
        path,
        constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW,
        0o600,
      )
      writeSync(file, `${process.pid} ${startTime(process.pid) ?? ''}\n`)
      closeSync(file)
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const [pid, started] = readFileSync(path, 'utf8').trim().split(' ')
      if (isRunning(Number(pid), started)) {
        throw new StateError(
          `another breakwater (pid ${pid}) uses the state directory ${folder}`,
          'Stop it first, or give this one its own with --state-dir DIR.',
        )
      }
      rmSync(path, { force: true })
    }
  }
  throw new StateError(
    `the lock in ${folder} is being taken by another process`,
    'Start again, or choose another with --state-dir DIR.',
  )
}

function isRunning(pid: number, started: string | undefined): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = startTime(pid)
  return now === undefined || started === undefined || now === started
}

/** Start time of a process in clock ticks since boot: field 22 of proc(5) stat; undefined where there is no /proc. */
function startTime(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19]
  } catch {
    return undefined
  }
}

function readSeed(folder: string): number {
  const path = join(folder, 'hash-seed')
  try {
    const seed = Number.parseInt(readFileSync(path, 'utf8'), 16)
    if (Number.isInteger(seed)) return seed >>> 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const seed = randomBytes(4)
  const file = openSync(path, constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY | constants.O_NOFOLLOW, 0o600)
  writeSync(file, `${seed.toString('hex')}\n`)
  closeSync(file)
  return seed.readUInt32BE()
}
