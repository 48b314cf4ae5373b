import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigDraft } from '../../config/config-draft.ts'
import { ConfigError } from '../../domain/errors.ts'
import type { EpochMilliseconds } from '../../domain/units.ts'

export interface Written {
  readonly file: string
  /** The file as it was before; null: there was none. */
  readonly backup: string | null
  /** Who may read it, as `0600`. */
  readonly mode: string
}

/** Throws ConfigError when the file could not be written, so that nobody answers in vain. */
export function checkWritable(file: string): void {
  const folder = firstAbove(resolve(file))
  try {
    accessSync(folder, constants.W_OK)
    if (existsSync(file)) accessSync(file, constants.R_OK)
  } catch {
    throw new ConfigError(
      `${file}: ${folder} cannot be written`,
      'Run setup as root, or name another file with -c FILE.',
    )
  }
}

/**
 * Writes what a draft holds, in one step: a reader sees the old file or the new one. What was there is copied beside it first.
 * Mode 0600; as root in a folder that one more group may read, that group may read it too. Throws ConfigError.
 */
export function writeConfig(draft: ConfigDraft, now: EpochMilliseconds): Written {
  const { before } = ConfigDraft.of(draft.file, {})
  if (before !== draft.before)
    throw new ConfigError(`${draft.file} was changed meanwhile`, 'Nothing was written. Run setup again.')
  // One that is a link stays one.
  const file = before === null ? resolve(draft.file) : realpathSync(draft.file)
  const folder = dirname(file)
  const made = mkdirSync(folder, { recursive: true, mode: 0o750 })
  const backup = before === null ? null : `${file}.${stamp(now)}.bak`
  let isCopied = false
  const temporary = `${file}.${randomBytes(6).toString('hex')}.new`
  try {
    if (backup !== null) {
      copyFileSync(file, backup, constants.COPYFILE_EXCL)
      isCopied = true
      chmodSync(backup, 0o600)
    }
    writeNew(temporary, draft.text)
    const mode = handOver(temporary, before === null ? folder : file)
    renameSync(temporary, file)
    return { file, backup, mode: `0${mode.toString(8)}` }
  } catch (error) {
    rmSync(temporary, { force: true })
    if (backup !== null && isCopied) rmSync(backup, { force: true })
    if (made !== undefined) rmSync(made, { recursive: true, force: true })
    throw new ConfigError(
      `${file} cannot be written: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
      'Nothing was changed. Make room or run setup as root, or name another file with -c FILE.',
    )
  }
}

function writeNew(path: string, text: string): void {
  const handle = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW, 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** To whom `like`, the file that is replaced or the folder, is given, so that a service of its own user can read it. Returns the mode. */
function handOver(path: string, like: string): number {
  const { uid, gid, mode } = statSync(like)
  const isFile = statSync(like).isFile()
  const group = (mode & 0o040) !== 0 && (mode & 0o007) === 0 ? 0o040 : 0
  if (process.getuid?.() !== 0 || (gid === 0 && uid === 0)) return 0o600
  chownSync(path, isFile ? uid : 0, gid)
  chmodSync(path, 0o600 | group)
  return 0o600 | group
}

/** `20260302T091501Z`. */
function stamp(now: EpochMilliseconds): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
}

function firstAbove(file: string): string {
  let above = dirname(file)
  while (!existsSync(above)) above = dirname(above)
  return above
}
