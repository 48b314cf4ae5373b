import { randomBytes } from 'node:crypto'
import { accessSync, closeSync, constants, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SYSTEM_FOLDER, userFolder } from '../state-folder.ts'
import { type Check, type CheckReport, report } from './check.ts'

/** Bytes that bans and history should find free. */
const LEAST_FREE = 64 << 20
const check = report('state folder')

/** Whether what breakwater remembers can be written down. */
export const checkState: Check = ({ stateDir }) => {
  const folder = stateDir ?? (isThere(SYSTEM_FOLDER) && mayWrite(SYSTEM_FOLDER) ? SYSTEM_FOLDER : userOrSystem())
  if (!isThere(folder)) {
    const above = firstAbove(folder)
    return mayWrite(above)
      ? [check('ok', `${folder} is not there yet; run will make it`)]
      : [failed(folder, `it is not there, and ${above} may not be written`)]
  }
  const file = join(folder, `doctor-${randomBytes(6).toString('hex')}`)
  try {
    const handle = openSync(
      file,
      constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW,
      0o600,
    )
    try {
      writeSync(handle, Buffer.alloc(4_096))
      fsyncSync(handle)
    } finally {
      closeSync(handle)
      rmSync(file, { force: true })
    }
    return [check('ok', `${folder} can be written`), ...checkModeAndRoom(folder)]
  } catch (error) {
    return [failed(folder, (error as NodeJS.ErrnoException).code ?? (error as Error).message)]
  }
}

function checkModeAndRoom(folder: string): CheckReport[] {
  const reports: CheckReport[] = []
  if ((statSync(folder).mode & 0o022) !== 0)
    reports.push(check('fail', `${folder} may be written by others, who could change bans`, `chmod 0700 ${folder}`))
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < LEAST_FREE)
    reports.push(
      check(
        'warn',
        `${Math.floor((bavail * bsize) / 1e6)} MB are free at ${folder}`,
        'Free some: bans go on, but are not remembered on a full disk.',
      ),
    )
  return reports
}

function failed(folder: string, why: string): CheckReport {
  return check(
    'fail',
    `${folder} cannot be written: ${why}`,
    'Make it writable for this user, or choose another with --state-dir DIR.',
  )
}

/** As run chooses: the system's where it could be made. */
function userOrSystem(): string {
  return !isThere(SYSTEM_FOLDER) && mayWrite(firstAbove(SYSTEM_FOLDER)) ? SYSTEM_FOLDER : userFolder()
}

function firstAbove(folder: string): string {
  let above = dirname(folder)
  while (!isThere(above) && above !== dirname(above)) above = dirname(above)
  return above
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
