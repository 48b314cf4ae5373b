import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import type { AuditEntry } from '../domain/audit.ts'
import { StateError } from '../domain/errors.ts'
import type { Bytes, EpochMilliseconds } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { auditLine } from './audit-line.ts'

export interface AuditFileOptions {
  readonly path: string
  readonly clock: Clock
  /** Told once for each run of failures; what is missed then is written as a number when writing works again. */
  readonly onTrouble: (error: Error) => void
  /** From this size on a new file is begun. */
  readonly most?: Bytes
  /** Old files that are kept, as `PATH.1` (the newest) and so on. */
  readonly kept?: number
}

const NEWLINE = 0x0a

/**
 * Appends each entry as one line of JSON; mode 0640. Opened anew for each entry, so that a rotation by others needs no signal, and never through a
 * link. Throws nothing: detection goes on without it.
 */
export class AuditFile {
  readonly path: string
  readonly #clock: Clock
  readonly #onTrouble: (error: Error) => void
  readonly #most: Bytes
  readonly #kept: number
  #missed = 0
  #missedSince: EpochMilliseconds = 0

  constructor({ path, clock, onTrouble, most = 10 << 20, kept = 5 }: AuditFileOptions) {
    this.path = path
    this.#clock = clock
    this.#onTrouble = onTrouble
    this.#most = most
    this.#kept = kept
  }

  /** Entries that could not be written since the last one that was. */
  get missed(): number {
    return this.#missed
  }

  /** All of them that still exist, the newest first; `PATH` itself among them. */
  get paths(): readonly string[] {
    return [this.path, ...Array.from({ length: this.#kept }, (_, index) => `${this.path}.${index + 1}`)]
  }

  write(entry: AuditEntry): void {
    try {
      const gap: string = this.#missed === 0 ? '' : auditLine(this.#gap())
      this.#append(gap + auditLine(entry))
      this.#missed = 0
    } catch (error) {
      this.#missed++
      if (this.#missed > 1) return
      this.#missedSince = entry.at
      this.#onTrouble(error as Error)
    }
  }

  #gap(): AuditEntry {
    return { at: this.#clock.now(), type: 'gap', why: 'disk', entries: this.#missed, since: this.#missedSince }
  }

  #append(text: string): void {
    const bytes = Buffer.from(text)
    let file = openAppending(this.path)
    try {
      let { size } = fstatSync(file)
      if (size > 0 && size + bytes.length > this.#most) {
        closeSync(file)
        file = -1
        this.#rotate()
        file = openAppending(this.path)
        size = 0
      }
      // After a crash in the midst of a line the next one begins on its own.
      if (size > 0 && !endsLine(file, size)) writeWhole(file, Buffer.from('\n'), size++)
      writeWhole(file, bytes, size)
    } finally {
      if (file >= 0) closeSync(file)
    }
  }

  #rotate(): void {
    const names = this.paths
    rmSync(names.at(-1)!, { force: true })
    for (let index = names.length - 2; index >= 0; index--) {
      try {
        renameSync(names[index]!, names[index + 1]!)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      }
    }
  }
}

function openAppending(path: string): number {
  const { O_APPEND, O_CREAT, O_RDWR, O_NOFOLLOW, O_NONBLOCK } = constants
  const file = openSync(path, O_APPEND | O_CREAT | O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0o640)
  if (fstatSync(file).isFile()) return file
  closeSync(file)
  throw new StateError(`${path} is no file`, 'Remove it; the audit log is written there.')
}

function endsLine(file: number, size: Bytes): boolean {
  const last = Buffer.alloc(1)
  readSync(file, last, 0, 1, size - 1)
  return last[0] === NEWLINE
}

/** All of the bytes or none: a full disk takes the beginning of a line and throws only at the next one. */
function writeWhole(file: number, bytes: Buffer, size: Bytes): void {
  let written = 0
  try {
    while (written < bytes.length) written += writeSync(file, bytes, written)
  } catch (error) {
    if (written > 0) ftruncateSync(file, size)
    throw error
  }
}
