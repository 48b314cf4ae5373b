import type { StoreName, StoreTroubleListener } from '../domain/store-trouble.ts'
import { type Milliseconds, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { DatabaseFile } from './database-file.ts'
import { faultOf } from './sqlite-fault.ts'
import { TroubleDesk } from './trouble-desk.ts'
import { type Write, WriteQueue } from './write-queue.ts'

export interface WriterOptions {
  readonly store: StoreName
  readonly file: DatabaseFile
  readonly clock: Clock
  readonly onTrouble: StoreTroubleListener
  /** Most writes that wait in memory. */
  readonly limit?: number
  /** Tells how long a commit took; never steps. */
  readonly stopwatch?: () => Milliseconds
}

/** How often a failing disk is tried again. */
const RETRY = SECOND
/** A commit that stops the loop for longer is followed by a pause so many times as long. */
const SLOW: Milliseconds = 250
const PAUSE = 10
/** Writes of one transaction when catching up: each keeps the loop for some ten milliseconds at most. */
const PORTION = 500

/**
 * Writes to one database. What cannot be written waits in memory and is written when that works again; the operator is told once for each
 * run of failures. Nothing that the disk does is thrown.
 */
export class Writer {
  readonly #file: DatabaseFile
  readonly #clock: Clock
  readonly #stopwatch: () => Milliseconds
  readonly #queue: WriteQueue
  readonly #desk: TroubleDesk
  #batch: Write[] | null = null
  #caughtUp = 0
  /** Runs while nothing is tried. */
  #stopPause: (() => void) | null = null

  constructor(options: WriterOptions) {
    this.#file = options.file
    this.#clock = options.clock
    this.#stopwatch = options.stopwatch ?? (() => performance.now())
    this.#queue = new WriteQueue(options.limit ?? 100_000)
    this.#desk = new TroubleDesk(options.store, options.file.path, options.onTrouble)
  }

  /** Writes that wait in memory. */
  get pending(): number {
    return this.#queue.size
  }

  /** What keeps it from writing at once; null while all is well. */
  get trouble(): 'unwritable' | 'slow' | null {
    return this.#desk.current
  }

  /** Opens the file, or says that the disk does not let it and tries again later. Throws StateError when another process holds it. */
  open(): void {
    try {
      this.#openFile()
    } catch (error) {
      if (faultOf(error) !== 'disk') throw error
      this.#fail(error as Error)
    }
  }

  /** True: it is on disk. False: it waits in memory. Within a batch: true. */
  write(write: Write): boolean {
    if (this.#batch === null) return this.#writeAll([write])
    this.#batch.push(write)
    return true
  }

  /** Writes made by `work` go to disk in one transaction when it ends, or one after the other if they had to wait; none does when it throws. */
  batch(work: () => void): boolean {
    if (this.#batch !== null) {
      work()
      return true
    }
    const writes: Write[] = []
    this.#batch = writes
    try {
      work()
    } finally {
      this.#batch = null
    }
    return writes.length === 0 || this.#writeAll(writes)
  }

  /** What `look` finds, or `otherwise` when the database cannot be read. */
  read<T>(otherwise: T, look: () => T): T {
    try {
      const found = look()
      this.#desk.readable()
      return found
    } catch (error) {
      const fault = faultOf(error)
      if (fault === 'other') throw error
      if (fault === 'corrupt') this.#replace(error as Error)
      else this.#desk.unreadable(error as Error)
      return otherwise
    }
  }

  /** Writes what waits, a portion at a time, as far as the disk lets; true when nothing waits any more. */
  flush(): boolean {
    this.#stopPause?.()
    this.#stopPause = null
    let replacements = 0
    let isProven = false
    while (this.#queue.size > 0 || !this.#file.isOpen) {
      // A failing disk is tried with one write, which costs little.
      const portion = this.#queue.peek(isProven || this.trouble !== 'unwritable' ? PORTION : 1)
      try {
        this.#openFile()
        const took = this.#commit(portion)
        this.#written(portion)
        isProven = took <= SLOW
        if (isProven) continue
        this.#pause(took * PAUSE)
        return this.#queue.size === 0
      } catch (error) {
        const fault = faultOf(error)
        if (fault === 'corrupt' && replacements++ === 0 && this.#replace(error as Error)) continue
        if (fault === 'other' && this.#writeEach(portion)) continue
        this.#fail(error as Error)
        return false
      }
    }
    if (isProven) this.#recover()
    return true
  }

  /** The last try; what waits then is lost. */
  close(): void {
    this.flush()
    this.#stopPause?.()
    this.#stopPause = null
    this.#file.close()
  }

  #writeAll(writes: readonly Write[]): boolean {
    if (this.#stopPause !== null || this.#queue.size > 0) {
      for (const write of writes) this.#queue.add(write)
      return false
    }
    try {
      const took = this.#commit(writes)
      if (took > SLOW) {
        this.#pause(took * PAUSE)
        this.#desk.slow(took)
      } else this.#recover()
      return true
    } catch (error) {
      const fault = faultOf(error)
      if (fault === 'other') throw error
      for (const write of writes) this.#queue.add(write)
      if (fault === 'corrupt' && this.#replace(error as Error)) return this.flush()
      this.#fail(error as Error)
      return false
    }
  }

  #commit(writes: readonly Write[]): Milliseconds {
    const begun = this.#stopwatch()
    this.#file.transaction(() => {
      for (const write of writes) write.run()
    })
    return this.#stopwatch() - begun
  }

  /** After a mistake of ours in one write: the others must not wait for it for ever. False when the disk fails. */
  #writeEach(portion: readonly Write[]): boolean {
    for (const write of portion) {
      try {
        this.#commit([write])
        this.#written([write])
      } catch (error) {
        if (faultOf(error) !== 'other') return false
        this.#queue.drop([write])
        this.#queue.lost++
      }
    }
    return true
  }

  #written(writes: readonly Write[]): void {
    this.#queue.drop(writes)
    this.#caughtUp += writes.length
  }

  #openFile(): void {
    const replaced = this.#file.open()
    if (replaced !== null) this.#desk.replaced(replaced)
  }

  #replace(error: Error): boolean {
    try {
      const replaced = this.#file.replace(error.message)
      if (replaced !== null) this.#desk.replaced(replaced)
      return true
    } catch (cause) {
      this.#fail(cause as Error)
      return false
    }
  }

  #fail(error: Error): void {
    this.#pause(RETRY)
    this.#desk.unwritable(error)
  }

  #recover(): void {
    const [caughtUp, lost] = [this.#caughtUp, this.#queue.lost]
    this.#caughtUp = 0
    this.#queue.lost = 0
    this.#desk.recovered(caughtUp, lost)
  }

  #pause(length: Milliseconds): void {
    this.#stopPause?.()
    this.#stopPause = this.#clock.after(length, () => this.flush())
  }
}
