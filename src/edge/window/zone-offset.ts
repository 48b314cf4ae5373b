import type { FileTally } from '../../domain/file-tally.ts'
import type { BatchSink } from '../../domain/ports.ts'
import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import type { EpochMilliseconds, EpochSeconds, Seconds } from '../../domain/units.ts'
import { LookAhead } from './look-ahead.ts'
import { WITNESSES } from './watermark.ts'

/** Zones differ by whole quarters of an hour, up to 14 h. */
const QUARTER: Seconds = 900
const FARTHEST: Seconds = 14 * 3_600
/** How far from a whole quarter a line may lie: its request took a while, or it was written late. */
const SLACK: Seconds = 60

export interface ZoneOffsetOptions {
  readonly sink: BatchSink
  readonly wall: () => EpochMilliseconds
  /** Told when another offset was learned: seconds that the times of the log are ahead of the wall, 0 when they agree again. */
  readonly onOffset: (ahead: Seconds) => void
}

/**
 * Learns that the times of one log are off by a zone, and sets them right. Only lines that were written just now can tell: WITNESSES
 * of them in a row, all off by the same quarters, wait until then. Lines that do not agree pass as they are.
 */
export class ZoneOffset implements BatchSink {
  readonly #options: ZoneOffsetOptions
  readonly #held = new LookAhead()
  readonly #refused = (...refused: Parameters<NonNullable<BatchSink['refuse']>>) =>
    this.#options.sink.refuse?.(...refused)
  #ahead: Seconds = 0
  /** Quarters that the held lines are ahead, besides. */
  #quarters = 0
  #fresh = false
  #newest: EpochSeconds | null = null

  constructor(options: ZoneOffsetOptions) {
    this.#options = options
  }

  /** Seconds that are taken off the times of the log. */
  get ahead(): Seconds {
    return this.#ahead
  }

  /** Time of the last line passed on, set right; null before any. */
  get newest(): EpochSeconds | null {
    return this.#newest
  }

  get held(): number {
    return this.#held.count
  }

  /** All that was written is read: what comes from here on is new. */
  fresh(): void {
    this.#fresh = true
  }

  /** What comes may be old: the file is another one. */
  stale(): void {
    this.release()
    this.#fresh = false
  }

  /** Passes on what is held, as it is. */
  release(): void {
    const held = this.#held
    while (held.count > 0) {
      const { head } = held
      const end = held.prepare()
      this.#pass(held.batch, head, end)
      held.shift(end - head)
      held.passNotes(head, end, { refused: this.#refused })
    }
  }

  consume(batch: RecordBatch, from: number, to: number): void {
    const { second } = batch
    if (this.#ahead !== 0) for (let row = from; row < to; row++) second[row]! -= this.#ahead
    const now = this.#options.wall() / 1_000
    // Looking at both ends is enough: a zone has all of them wrong.
    const inOrder = this.#held.count === 0 && isNear(second[from]! - now) && isNear(second[to - 1]! - now)
    if (inOrder || !this.#fresh) this.#pass(batch, from, to)
    else this.#doubt(batch, from, to, now)
  }

  refuse(lines: number, file: FileTally, text: ByteText, start: number, end: number): void {
    if (this.#held.count === 0) this.#refused(lines, file, text, start, end)
    else this.#held.refuse(lines, file, text, start, end)
  }

  #doubt(batch: RecordBatch, from: number, to: number, now: number): void {
    const { second } = batch
    let start = from
    for (let row = from; row < to; row++) {
      const quarters = this.#quartersOf(second[row]! - now)
      if (quarters !== this.#quarters) this.release()
      this.#quarters = quarters
      if (quarters === 0) continue
      if (row > start) this.#pass(batch, start, row)
      start = row + 1
      this.#held.push(batch, row)
      if (this.#held.count < WITNESSES) continue
      this.#learn(quarters * QUARTER)
      for (let rest = start; rest < to; rest++) second[rest]! -= quarters * QUARTER
    }
    if (to > start) this.#pass(batch, start, to)
  }

  #learn(ahead: Seconds): void {
    const { batch, head, end } = this.#held
    for (let row = head; row < end; row++) batch.second[row]! -= ahead
    this.#ahead += ahead
    this.#quarters = 0
    this.#options.onOffset(this.#ahead)
    this.release()
  }

  /** Whole quarters that a line is ahead; 0 when it is near the wall, between two quarters, or too far away. */
  #quartersOf(ahead: Seconds): number {
    const quarters = Math.round(ahead / QUARTER)
    if (Math.abs(ahead - quarters * QUARTER) > SLACK) return 0
    return Math.abs(this.#ahead + quarters * QUARTER) > FARTHEST ? 0 : quarters
  }

  #pass(batch: RecordBatch, from: number, to: number): void {
    this.#newest = batch.second[to - 1]!
    this.#options.sink.consume(batch, from, to)
  }
}

function isNear(ahead: Seconds): boolean {
  return Math.abs(ahead) < QUARTER - SLACK
}
