import type { ChunkSink } from './chunk-sink.ts'
import { FileTail, type TailEvent } from './file-tail.ts'
import type { Identity } from './followed-file.ts'
import { expandGlob, isGlob } from './glob.ts'
import { realFiles, type TailFileSystem } from './tail-files.ts'

/** Milliseconds between two looks for new files of a glob. */
const RESCAN_EVERY = 2_000
/** Milliseconds after which a file of a glob that has gone is given up; a path that was named is kept. */
const GIVE_UP = 60_000
/** Files remembered that were followed under another name, so that a glob that matches them does not read them again. */
const REMEMBERED = 1_000

export interface LogSetOptions {
  /** Paths and globs. */
  readonly patterns: readonly string[]
  readonly from: 'start' | 'end'
  readonly sinkFor: (path: string) => ChunkSink
  readonly onEvent: (path: string, event: TailEvent) => void
  /** Files that were followed by another set: reading goes on where that stopped. */
  readonly resume?: readonly Identity[]
  readonly files?: TailFileSystem
}

/** All logs of one site: named paths, and whatever matches the globs as time goes on. */
export class LogSet {
  readonly #options: LogSetOptions
  readonly #files: TailFileSystem
  readonly #tails = new Map<string, FileTail>()
  #remembered: Identity[] = []
  #scanned = Number.NEGATIVE_INFINITY

  constructor(options: LogSetOptions) {
    this.#options = options
    this.#files = options.files ?? realFiles
    this.#remembered = [...(options.resume ?? [])]
  }

  get tails(): Iterable<FileTail> {
    return this.#tails.values()
  }

  /** Bytes written and not read, of all files. */
  get lag(): number {
    let lag = 0
    for (const tail of this.#tails.values()) lag += tail.status().lag
    return lag
  }

  /** Opens what is there, before the first `poll`: that reads what was written since. */
  open(now: number): void {
    this.#scan(now)
    for (const tail of this.#tails.values()) tail.open(now)
  }

  /** One step of every file; true when there is more to read at once. `now` in milliseconds. */
  poll(now: number): boolean {
    if (now - this.#scanned >= RESCAN_EVERY || now < this.#scanned) this.#scan(now)
    let more = false
    for (const tail of this.#tails.values()) {
      const before = tail.identities()
      more = tail.poll(now) || more
      const after = tail.identities()
      for (const identity of before) {
        if (!after.some((open) => open.device === identity.device && open.inode === identity.inode))
          this.#remember(identity)
      }
    }
    return more
  }

  /** Bytes read since the start, of the files that are followed now. */
  get read(): number {
    let read = 0
    for (const tail of this.#tails.values()) read += tail.status().read
    return read
  }

  identities(): Identity[] {
    return [...this.#tails.values()].flatMap((tail) => tail.identities())
  }

  close(): void {
    for (const tail of this.#tails.values()) tail.close()
    this.#tails.clear()
  }

  #scan(now: number): void {
    const first = this.#scanned === Number.NEGATIVE_INFINITY
    this.#scanned = now
    for (const pattern of this.#options.patterns) {
      const wild = isGlob(pattern)
      for (const path of wild ? expandGlob(pattern) : [pattern]) {
        if (!this.#tails.has(path) && !(wild && this.#isFollowed(path)))
          this.#add(path, first ? this.#options.from : 'start')
      }
    }
    for (const [path, tail] of this.#tails) {
      if (tail.missingFor(now) < GIVE_UP || this.#options.patterns.includes(path)) continue
      for (const identity of tail.identities()) this.#remember(identity)
      tail.close()
      this.#tails.delete(path)
    }
  }

  #add(path: string, from: 'start' | 'end'): void {
    const { sinkFor, onEvent } = this.#options
    const resume = this.#rememberedAt(path)
    const tail = new FileTail({
      path,
      from,
      sink: sinkFor(path),
      files: this.#files,
      onEvent: (event) => onEvent(path, event),
      ...(resume && { resume }),
    })
    this.#tails.set(path, tail)
  }

  /** Whether the file at a path is followed under another name already. */
  #isFollowed(path: string): boolean {
    try {
      const { device, inode } = this.#files.stat(path)
      for (const tail of this.#tails.values()) {
        if (tail.identities().some((open) => open.device === device && open.inode === inode)) return true
      }
    } catch {
      return true
    }
    return false
  }

  #rememberedAt(path: string): Identity | undefined {
    try {
      const { device, inode } = this.#files.stat(path)
      return this.#remembered.findLast((known) => known.device === device && known.inode === inode)
    } catch {
      return undefined
    }
  }

  #remember(identity: Identity): void {
    this.#remembered.push(identity)
    if (this.#remembered.length > REMEMBERED) this.#remembered = this.#remembered.slice(-REMEMBERED / 2)
  }
}
