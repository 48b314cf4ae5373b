import type { FileIdentity } from '../../domain/read-position.ts'
import type { ChunkSink } from './chunk-sink.ts'
import { FollowedFile } from './followed-file.ts'
import { type FileFacts, realFiles, type TailFileSystem } from './tail-files.ts'

/** Bytes read in one turn, so that the event loop never waits long. */
const TURN = 2 << 20
/** Milliseconds for which a file that was renamed or deleted is still watched after it last grew. */
const LINGER = 5_000
/** Milliseconds between two warnings of the same trouble. */
const WARN_EVERY = 60_000

export type TailState = 'reading' | 'missing' | 'denied' | 'unsuitable'

export type TailEvent =
  | { readonly type: 'found' | 'missing' | 'rotated' }
  | { readonly type: 'denied' | 'unsuitable' | 'unreadable'; readonly detail: string }
  /** The file was cut; up to `unread` bytes that were not read yet are gone. */
  | { readonly type: 'truncated'; readonly unread: number }
  /** At the start: reading goes on where it stopped, so many bytes behind. */
  | { readonly type: 'resumed'; readonly behind: number }
  /** At the start: the place where it stopped is not taken; reading begins at the end. */
  | { readonly type: 'not-resumed'; readonly detail: string }

export interface TailOptions {
  readonly path: string
  readonly sink: ChunkSink
  /** Where a file that is there at the start is read from; one that appears later is read from its beginning. */
  readonly from: 'start' | 'end'
  /** A file that was followed before under this or another name: reading goes on where it stopped. */
  readonly resume?: FileIdentity
  /** A file that had this path before, and where it is now: first it is read to its end. */
  readonly before?: { readonly path: string; readonly identity: FileIdentity }
  /**
   * At a restart: bytes behind the place where reading stopped that are still read; with more it begins at the end. Left out: any number,
   * and nothing is told.
   */
  readonly mostBehind?: number
  readonly files?: TailFileSystem
  readonly onEvent: (event: TailEvent) => void
}

export interface TailStatus {
  readonly state: TailState
  /** Bytes written and not read. */
  readonly lag: number
  readonly position: number
  /** Bytes read since the start, of all files that had the path. */
  readonly read: number
  readonly rotations: number
  readonly truncations: number
}

/** Follows one path through rename, copytruncate, delete and create. Does nothing by itself: `poll` is one step. */
export class FileTail {
  readonly path: string
  readonly #sink: ChunkSink
  readonly #files: TailFileSystem
  readonly #onEvent: (event: TailEvent) => void
  #from: 'start' | 'end'
  #resume: FileIdentity | undefined
  #before: TailOptions['before']
  readonly #mostBehind: number
  #current: FollowedFile | null = null
  /** Files that had the path before and may still be written to, oldest first. */
  #old: FollowedFile[] = []
  #state: TailState = 'reading'
  #warned = Number.NEGATIVE_INFINITY
  #missingSince: number | null = null
  #rotations = 0
  #read = 0
  #truncations = 0

  constructor(options: TailOptions) {
    this.path = options.path
    this.#sink = options.sink
    this.#files = options.files ?? realFiles
    this.#from = options.from
    this.#resume = options.resume
    this.#before = options.before
    this.#mostBehind = options.mostBehind ?? Number.POSITIVE_INFINITY
    this.#onEvent = options.onEvent
  }

  status(): TailStatus {
    const open = this.#current === null ? this.#old : [...this.#old, this.#current]
    return {
      state: this.#state,
      lag: open.reduce((sum, file) => sum + file.lag, 0),
      position: this.#current?.position ?? 0,
      read: this.#read,
      rotations: this.#rotations,
      truncations: this.#truncations,
    }
  }

  /** Files that are open now. */
  identities(): FileIdentity[] {
    const open = this.#current === null ? this.#old : [...this.#old, this.#current]
    return open.map((file) => file.identity)
  }

  /** Milliseconds since the path was last there; 0 when it is. */
  missingFor(now: number): number {
    return this.#missingSince === null ? 0 : now - this.#missingSince
  }

  /** Opens what is there without reading it: what is written from here on will be read, whatever becomes of the name. */
  open(now: number): void {
    if (this.#look(now) !== null) this.#open(now)
  }

  /** Looks and reads once, the oldest file first; true when there is more to read at once. `now` in milliseconds. */
  poll(now: number): boolean {
    const facts = this.#look(now)
    let room = TURN
    for (const file of [...this.#old]) room -= this.#readOld(file, now, room)
    if (this.#current !== null && room > 0) {
      room -= this.#readCurrent(this.#current, now, room)
      if (room > 0 && facts !== null && !this.#current.is(facts)) {
        // The name belongs to another file: this one is read to its end, now the other begins.
        this.#old.push(this.#current)
        this.#current.grew = now
        this.#resume = undefined
        this.#current = null
        this.#rotations++
        this.#onEvent({ type: 'rotated' })
      }
    }
    if (this.#current === null && facts !== null && room > 0) {
      const followed = this.#old.length
      this.#open(now)
      for (const file of this.#old.slice(followed)) room -= this.#readOld(file, now, room)
      if (this.#current !== null && room > 0) room -= this.#readCurrent(this.#current, now, room)
    }
    return room <= 0
  }

  close(): void {
    for (const file of this.#old) file.close()
    this.#current?.close()
    this.#old = []
    this.#current = null
  }

  #look(now: number): FileFacts | null {
    try {
      const facts = this.#files.stat(this.path)
      this.#missingSince = null
      if (facts.isFile) return facts
      this.#warn('unsuitable', 'it is no regular file', now)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error)
      if (code === 'ENOENT' || code === 'ENOTDIR') {
        this.#missing(now)
      } else this.#warn('denied', code, now)
    }
    return null
  }

  #missing(now: number): void {
    // What appears from here on is a new file, however soon.
    this.#from = 'start'
    if (this.#missingSince === null) {
      this.#missingSince = now
      this.#state = 'missing'
      this.#onEvent({ type: 'missing' })
    }
    if (this.#current !== null && now - Math.max(this.#missingSince, this.#current.grew) >= LINGER) {
      this.#resume = this.#current.identity
      this.#current.close()
      this.#current = null
    }
  }

  #open(now: number): void {
    let opened: FollowedFile
    try {
      opened = this.#opened(this.path, now)
    } catch (error) {
      this.#warn('denied', (error as NodeJS.ErrnoException).code ?? String(error), now)
      return
    }
    this.#sink.reset()
    this.#seek(opened, this.#openBefore(now))
    // Of the older file first, as its lines come first.
    for (const file of [...this.#old, opened]) this.#handHeaders(file)
    this.#resume = undefined
    this.#from = 'start'
    this.#current = opened
    this.#warned = Number.NEGATIVE_INFINITY
    if (this.#state !== 'reading') this.#onEvent({ type: 'found' })
    this.#state = 'reading'
  }

  #opened(path: string, now: number): FollowedFile {
    const file = this.#files.open(path)
    return new FollowedFile(this.#files, file, this.#files.facts(file), this.#sink, now)
  }

  /** The file that had the path before, if it is what it is said to be. */
  #openBefore(now: number): FollowedFile | null {
    const before = this.#before
    this.#before = undefined
    if (before === undefined) return null
    try {
      const opened = this.#opened(before.path, now)
      if (opened.continues(before.identity)) {
        opened.position = before.identity.position
        return opened
      }
      opened.close()
    } catch {
      // It has gone meanwhile: then there is nothing to read.
    }
    return null
  }

  /** Goes to where reading begins; all of what took the place of `before` is newer. */
  #seek(opened: FollowedFile, before: FollowedFile | null): void {
    const resume = this.#resume
    const goesOn = resume !== undefined && opened.continues(resume)
    if (goesOn) opened.position = resume.position
    if (goesOn || before !== null) {
      const behind = (before?.lag ?? 0) + opened.lag
      if (behind <= this.#mostBehind) {
        if (before !== null) this.#old.push(before)
        this.#tell({ type: 'resumed', behind })
        return
      }
      before?.close()
      this.#tell({ type: 'not-resumed', detail: `${behind} bytes were written since then` })
    } else if (resume !== undefined && this.#from === 'end')
      this.#tell({
        type: 'not-resumed',
        detail: `it ${opened.inode === resume.inode ? 'was cut or written anew' : 'is another file'} since then`,
      })
    if (this.#from === 'end' || goesOn || before !== null) opened.seekEnd()
  }

  #handHeaders(file: FollowedFile): void {
    try {
      file.handHeaders()
    } catch {
      // Reading it will fail as well, and say so.
    }
  }

  #tell(event: TailEvent): void {
    if (Number.isFinite(this.#mostBehind)) this.#onEvent(event)
  }

  #readCurrent(file: FollowedFile, now: number, room: number): number {
    try {
      const { lag } = file
      if (file.wasTruncated(now)) {
        this.#truncations++
        this.#onEvent({ type: 'truncated', unread: lag })
      }
      const length = file.read(room)
      this.#read += length
      if (this.#state !== 'reading' && this.#missingSince === null) this.#state = 'reading'
      return length
    } catch (error) {
      this.#warn('unreadable', (error as NodeJS.ErrnoException).code ?? String(error), now)
      return 0
    }
  }

  #readOld(file: FollowedFile, now: number, room: number): number {
    const length = room > 0 ? this.#readCurrent(file, now, room) : 0
    if (length > 0) file.grew = now
    else if (room > 0 && now - file.grew >= LINGER) {
      file.close()
      this.#old = this.#old.filter((other) => other !== file)
    }
    return length
  }

  #warn(type: 'denied' | 'unsuitable' | 'unreadable', detail: string, now: number): void {
    this.#state = type === 'unsuitable' ? 'unsuitable' : 'denied'
    if (now - this.#warned < WARN_EVERY) return
    this.#warned = now
    this.#onEvent({ type, detail })
  }
}
