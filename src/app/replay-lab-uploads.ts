import { randomBytes } from 'node:crypto'
import { constants, mkdirSync, rmSync, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Refusal } from '../domain/control.ts'
import { type Bytes, DAY } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { escapeText } from '../lib/escape-text.ts'
import type { Logger } from '../lib/logger.ts'
import type { LabInput } from './replay-lab-job.ts'

/** Bytes: all of them together, and therefore one alone. */
const LIMITS = { files: 5, bytes: 256 * 1_024 * 1_024 }
const LONGEST_NAME = 100
const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants

/** Files that people handed in: in a folder of their own under names of our own, until tomorrow or the next start. */
export class LabUploads {
  readonly #folder: string
  readonly #clock: Clock
  readonly #log: Logger
  readonly #limits: typeof LIMITS
  readonly #files = new Map<string, { readonly input: LabInput; readonly cancel: () => void }>()
  #bytes: Bytes = 0
  #coming = 0
  #isClosed = false

  /** Removes what is left in the folder, which is made when it is needed. */
  constructor(folder: string, clock: Clock, log: Logger, limits = LIMITS) {
    this.#folder = folder
    this.#clock = clock
    this.#log = log
    this.#limits = limits
    this.#remove(folder)
  }

  list(): LabInput[] {
    return [...this.#files.values()].map(({ input }) => input)
  }

  async take(name: string, bytes: AsyncIterable<Uint8Array>): Promise<LabInput | Refusal> {
    if (this.#isClosed) return ENDING
    if (this.#files.size + this.#coming >= this.#limits.files)
      return refusal('too-many-uploads', `there are ${this.#limits.files} files already`, 'Remove one first.')
    this.#coming++
    const id = randomBytes(8).toString('hex')
    const path = join(this.#folder, id)
    let size = 0
    let refused: Refusal | null = null
    let file: FileHandle | undefined
    let stat: Stats | undefined
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      file = await open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600)
      for await (const chunk of bytes) {
        refused = this.#checked(chunk.length)
        if (refused !== null) break
        this.#bytes += chunk.length
        size += chunk.length
        await file.writeFile(chunk)
      }
      stat = await file.stat()
      if (size === 0 && refused === null) refused = refusal('bad-order', 'the file is empty', 'Choose another.')
    } catch (error) {
      refused = broken(error as NodeJS.ErrnoException)
    }
    await file?.close().catch(() => {})
    this.#coming--
    refused ??= this.#checked(0)
    if (refused === null && stat !== undefined) return this.#keep(id, name, path, stat)
    this.#bytes -= size
    this.#remove(path)
    return refused ?? ENDING
  }

  discard(id: string): boolean {
    const entry = this.#files.get(id)
    if (entry === undefined) return false
    entry.cancel()
    this.#files.delete(id)
    this.#bytes -= entry.input.bytes
    this.#remove(entry.input.path)
    return true
  }

  close(): void {
    this.#isClosed = true
    for (const id of [...this.#files.keys()]) this.discard(id)
    this.#remove(this.#folder)
  }

  #remove(path: string): void {
    try {
      rmSync(path, { recursive: true, force: true })
    } catch (error) {
      this.#log.error(`${path} could not be removed: ${(error as Error).message}; remove it by hand`)
    }
  }

  #checked(more: Bytes): Refusal | null {
    if (this.#isClosed) return ENDING
    if (this.#bytes + more <= this.#limits.bytes) return null
    const limit = `${this.#limits.bytes >> 20} MiB`
    return refusal(
      'upload-too-large',
      `files that are handed in may have ${limit} together, as they come`,
      'Pack it with gzip, hand in a part of it, remove another, or run breakwater replay where it lies.',
    )
  }

  #keep(id: string, name: string, path: string, stat: Stats): LabInput {
    const input = {
      ...{ id, name: this.#nameFor(name), path, bytes: stat.size, format: null, is_upload: true },
      ...{ modified: new Date(this.#clock.now()).toISOString(), device: stat.dev, inode: stat.ino },
    }
    this.#files.set(id, { input, cancel: this.#clock.after(DAY, () => this.discard(id)) })
    return input
  }

  /** The last part of what the client calls it, told apart from its namesakes. */
  #nameFor(name: string): string {
    const last = name.split(/[/\\]/).findLast((part) => part !== '') ?? 'log'
    const shown = escapeText(last, LONGEST_NAME).slice(0, LONGEST_NAME)
    const taken = new Set(this.list().map((input) => input.name))
    let free = shown
    for (let count = 2; taken.has(free); count++) free = `(${count}) ${shown}`
    return free
  }
}

const ENDING = refusal('upload-broken', 'breakwater is ending', 'Try again when it runs again.')

function broken({ code, message }: NodeJS.ErrnoException): Refusal {
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS' || code === 'EACCES'
    ? refusal('store-trouble', `the file could not be kept: ${code}`, 'Make room in the state folder.')
    : refusal('upload-broken', `the file did not come whole: ${code ?? message}`, 'Hand it in again.')
}

export function refusal(code: Refusal['code'], message: string, fix: string): Refusal {
  return { outcome: 'refused', code, message, fix }
}
