import { dirname } from 'node:path'
import type { FileTally } from '../domain/file-tally.ts'
import type { LogSink } from '../domain/ports.ts'
import type { FileIdentity, ReadPosition } from '../domain/read-position.ts'
import { type Bytes, MINUTE, type Milliseconds } from '../domain/units.ts'
import type { TailEvent } from '../edge/source/file-tail.ts'
import { fixedFolder, isGlob, matchesGlob } from '../edge/source/glob.ts'
import { LogSet } from '../edge/source/log-set.ts'
import { realFiles } from '../edge/source/tail-files.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import type { Clock } from '../lib/clock.ts'
import { FolderWatch } from '../lib/folder-watch.ts'
import type { Logger } from '../lib/logger.ts'
import { LiveLog, type LogView } from './live-log.ts'

/** Milliseconds between two looks that do not wait for a notification. */
const POLL_EVERY = 250
/** Bytes of one log that are still read after a restart: some seconds of reading. */
const MOST_BEHIND: Bytes = 256 << 20
/**
 * Of several logs each is read on by itself: what is this much older than the others would look as if the clock of the log had been set
 * back, so that nothing is read on that lies further back.
 */
const APART: Milliseconds = 50 * MINUTE
/** A log is away for a moment whenever it is rotated. */
const BRIEF: Milliseconds = 5_000
/** Milliseconds; a log that was last written longer ago is probably the wrong one. */
const OLD = 600_000

export interface LiveReadingOptions {
  readonly logs: readonly { readonly path: string; readonly format: string }[]
  readonly from: 'start' | 'end'
  readonly resume?: readonly FileIdentity[]
  /** Where reading stopped before the process began. */
  readonly positions?: readonly ReadPosition[]
  readonly sink: LogSink
  readonly tallyOf: (path: string) => FileTally
  readonly clock: Clock
  readonly log: Logger
  /** Proxies that are believed when they say who the client is. */
  readonly trusted?: CidrSet
  /** What happens to the files. */
  readonly onTail?: (path: string, event: TailEvent) => void
  /** Called after each look; `caughtUp`: all that was written is read. */
  readonly onTurn: (caughtUp: boolean) => void
}

/**
 * Reads logs while they are written: at once by notification, and by a poll that always runs beside it. What is there is opened
 * at once and read after `start`: what is written between the two is not lost.
 */
export class LiveReading {
  readonly #options: LiveReadingOptions
  readonly #set: LogSet
  readonly #watch: FolderWatch
  readonly #logs = new Map<string, LiveLog>()
  #cancel: () => void = () => {}
  #soon = false
  #closed = false

  constructor(options: LiveReadingOptions) {
    const { logs, clock, log } = options
    this.#options = options
    this.#set = new LogSet({
      patterns: logs.map(({ path }) => path),
      from: options.from,
      sinkFor: (path) => this.#logFor(path).reader,
      onEvent: (path, event) => {
        this.#logFor(path).tell(event)
        options.onTail?.(path, event)
      },
      ...(options.resume && { resume: options.resume }),
      ...(options.positions && { positions: this.#usable(options.positions), mostBehind: MOST_BEHIND }),
    })
    this.#set.open(clock.now())
    // Behind the opening: whoever waits for these words may write at once.
    for (const { path } of logs) if (!isGlob(path)) this.#lookAt(path)
    this.#watch = new FolderWatch(() => this.#notified())
    for (const { path } of logs) if (isGlob(path)) log.info(`${path}: new files that match are read as they appear`)
  }

  start(): void {
    this.#cancel = this.#options.clock.after(0, () => this.#turn())
  }

  /** Bytes written and not read. */
  get lag(): number {
    return this.#set.lag
  }

  /** Bytes read so far. */
  get read(): number {
    return this.#set.read
  }

  /** Each log that is followed now. */
  files(): LogView[] {
    const now = this.#options.clock.now()
    return [...this.#set.tails].map((tail) => {
      const { position, lag, state } = tail.status()
      const isBrief = state === 'missing' && tail.missingFor(now) < BRIEF
      return this.#logFor(tail.path).view(position, lag, isBrief ? 'reading' : state)
    })
  }

  get identities(): FileIdentity[] {
    return this.#set.identities()
  }

  /** Where to go on after a restart: for the store. Lines that wait for others to tell their time count as read. */
  positions(): ReadPosition[] {
    return this.#set.positions(this.#options.clock.now())
  }

  /** Reads what is there to its end, for a clean stop or a change of logs. */
  drain(): void {
    while (this.#set.poll(this.#options.clock.now()));
    for (const log of this.#logs.values()) log.close()
  }

  close(): void {
    this.#closed = true
    this.#cancel()
    this.#watch.close()
    this.#set.close()
  }

  #usable(positions: readonly ReadPosition[]): readonly ReadPosition[] {
    const { logs, clock } = this.#options
    const isAlone = logs.length === 1 && !isGlob(logs[0]!.path)
    return positions.filter(({ at }) => isAlone || clock.now() - at < APART)
  }

  #notified(): void {
    if (this.#soon || this.#closed) return
    this.#soon = true
    this.#cancel()
    this.#cancel = this.#options.clock.after(0, () => this.#turn())
  }

  #turn(): void {
    if (this.#closed) return
    this.#soon = false
    const { clock, onTurn } = this.#options
    const more = this.#set.poll(clock.now())
    this.#watch.set([...this.#folders()])
    for (const log of this.#logs.values()) log.announce(!more)
    onTurn(!more)
    this.#cancel()
    this.#cancel = clock.after(more ? 0 : POLL_EVERY, () => this.#turn())
  }

  *#folders(): Iterable<string> {
    for (const { path } of this.#options.logs) yield isGlob(path) ? fixedFolder(path) : dirname(path)
    for (const { path } of this.#set.tails) yield dirname(path)
  }

  #logFor(path: string): LiveLog {
    const { logs, sink, tallyOf, clock, log, trusted } = this.#options
    const known = this.#logs.get(path)
    if (known !== undefined) return known
    const format =
      (logs.find((other) => other.path === path) ?? logs.find((other) => matchesGlob(other.path, path)))?.format ??
      'auto'
    const made = new LiveLog(path, format, tallyOf(path), sink, () => clock.now(), log, trusted)
    this.#logs.set(path, made)
    return made
  }

  #lookAt(path: string): void {
    const { clock, log } = this.#options
    try {
      const { size, modified } = realFiles.stat(path)
      const age = clock.now() - modified
      if (size === 0) log.info(`${path}: empty so far; waiting for the first line`)
      else if (age > OLD)
        log.warn(
          `${path}: last written ${Math.round(age / 60_000)} minutes ago; is this the log in use? For old lines use: breakwater replay ${path}`,
        )
    } catch {
      // The tail tells of a log that is missing or not readable.
    }
  }
}
