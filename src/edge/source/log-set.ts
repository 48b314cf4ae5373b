import { dirname, join } from 'node:path'
import type { FileIdentity, ReadPosition } from '../../domain/read-position.ts'
import type { ChunkSink } from './chunk-sink.ts'
import { FileTail, type TailEvent } from './file-tail.ts'
import { expandGlob, isGlob, matchesGlob } from './glob.ts'
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
  readonly resume?: readonly FileIdentity[]
  /** Where reading stopped before the process began: a file that is the same, by whatever name in its folder, is read on from there. */
  readonly positions?: readonly ReadPosition[]
  /** Bytes of one log behind its position that are still read; with more it begins at the end. */
  readonly mostBehind?: number
  readonly files?: TailFileSystem
}

/** All logs of one site: named paths, and whatever matches the globs as time goes on. */
export class LogSet {
  readonly #options: LogSetOptions
  readonly #files: TailFileSystem
  readonly #tails = new Map<string, FileTail>()
  #remembered: FileIdentity[] = []
  #scanned = Number.NEGATIVE_INFINITY

  constructor(options: LogSetOptions) {
    this.#options = options
    this.#files = options.files ?? realFiles
    this.#remembered = [...(options.positions ?? []), ...(options.resume ?? [])]
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

  identities(): FileIdentity[] {
    return [...this.#tails.values()].flatMap((tail) => tail.identities())
  }

  /** Where to go on after a restart, as of `now` by the wall. */
  positions(now: number): ReadPosition[] {
    return [...this.#tails.values()].flatMap((tail) =>
      tail.identities().map((identity) => ({ path: tail.path, at: now, ...identity })),
    )
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
    const { sinkFor, onEvent, mostBehind, positions = [] } = this.#options
    const stored = from === 'end' ? positions.findLast((position) => position.path === path) : undefined
    const moved = from === 'end' ? this.#movedFrom(path) : undefined
    const before = moved !== undefined && !this.#isWanted(moved.path) ? moved : undefined
    const resume = this.#rememberedAt(path) ?? (moved === undefined ? stored : undefined)
    const tail = new FileTail({
      path,
      // What has taken the place of a file that is read by itself is new from its first line.
      from: moved !== undefined && before === undefined && resume === undefined ? 'start' : from,
      sink: sinkFor(path),
      files: this.#files,
      onEvent: (event) => onEvent(path, event),
      ...(resume && { resume }),
      ...(before && { before }),
      ...(mostBehind !== undefined && { mostBehind }),
    })
    this.#tails.set(path, tail)
  }

  /** Where in its folder the file is now that was read last under this path. */
  #movedFrom(path: string): { path: string; identity: FileIdentity } | undefined {
    const stored = (this.#options.positions ?? []).filter((position) => position.path === path)
    if (stored.length === 0) return undefined
    const current = this.#inodeOf(path)
    const identity = stored.findLast(({ inode }) => inode !== current)
    if (identity === undefined) return undefined
    const folder = dirname(path)
    const names = this.#namesIn(folder).filter((name) => this.#inodeOf(join(folder, name)) === identity.inode)
    return names[0] === undefined ? undefined : { path: join(folder, names[0]), identity }
  }

  #inodeOf(path: string): number | undefined {
    try {
      return this.#files.stat(path).inode
    } catch {
      return undefined
    }
  }

  #namesIn(folder: string): string[] {
    try {
      return this.#files.list(folder)
    } catch {
      return []
    }
  }

  #isWanted(path: string): boolean {
    return this.#options.patterns.some((pattern) => (isGlob(pattern) ? matchesGlob(pattern, path) : pattern === path))
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

  #rememberedAt(path: string): FileIdentity | undefined {
    try {
      const { device, inode } = this.#files.stat(path)
      const same = this.#remembered.filter((known) => known.inode === inode)
      return same.findLast((known) => known.device === device) ?? same.at(-1)
    } catch {
      return undefined
    }
  }

  #remember(identity: FileIdentity): void {
    this.#remembered.push(identity)
    if (this.#remembered.length > REMEMBERED) this.#remembered = this.#remembered.slice(-REMEMBERED / 2)
  }
}
