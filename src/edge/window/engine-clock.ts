import type { FileTally } from '../../domain/file-tally.ts'
import type { BatchSink } from '../../domain/ports.ts'
import type { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import type { RefusalListener } from '../../domain/refused-lines.ts'
import type { EpochMilliseconds, EpochSeconds, Seconds } from '../../domain/units.ts'
import { LookAhead } from './look-ahead.ts'
import { judge, judgeHeld, UNSET, WITNESSES } from './watermark.ts'

export const LATENESS: Seconds = 1
/** A second cannot stay open longer: beyond, a request would be in no short window at all. */
export const LATENESS_MAX: Seconds = 10

/** Does what the clock says, in the order of the log. Rows are valid only during the call. */
export interface ClockDelegate {
  /** Engine time moves to `second`: bans expire, then the seconds that are due are sealed. Also called after `setBack`. */
  advance(second: EpochSeconds, millisecond: number): void
  /** The rows [from, to) are all of `second`, which is open. */
  count(batch: RecordBatch, from: number, to: number, second: EpochSeconds): void
  /** A record that changes totals only. */
  late(batch: RecordBatch, row: number): void
  /** A record whose time is not believed. */
  skewed(batch: RecordBatch, row: number): void
  /** Lines that could not be read, behind the records before them. */
  readonly refused: RefusalListener
  /** Lines come up to so many seconds late from here on. */
  expected(lateness: Seconds): void
  /** The clock of the log was set back to `second`; `advance` to it follows. */
  setBack(second: EpochSeconds): void
}

export interface EngineClockOptions {
  /** How long a second stays open after engine time has passed it: 0 … LATENESS_MAX. */
  readonly lateness?: Seconds
  /** The wall, when records are read as they are written; without it they are replayed. */
  readonly wall?: () => EpochMilliseconds
}

/**
 * The engine's time, moved by records alone. Splits batches into runs of one second and holds records back while the
 * time of the first of them is in doubt. The calls it makes depend on the order of records, not on batch borders.
 */
export class EngineClock implements BatchSink {
  readonly #delegate: ClockDelegate
  #lateness: Seconds
  readonly #wall: (() => EpochMilliseconds) | undefined
  readonly #ahead = new LookAhead()
  #newest = UNSET
  /** Seconds before this one were closed while a smaller lateness held. */
  #closed = UNSET

  constructor(delegate: ClockDelegate, options: EngineClockOptions = {}) {
    this.#delegate = delegate
    this.#lateness = checkedLateness(options.lateness ?? LATENESS)
    this.#wall = options.wall
  }

  /** Engine time T, the newest accepted second; null before the first. */
  get newest(): EpochSeconds | null {
    return this.#newest === UNSET ? null : this.#newest
  }

  /** Holds from the next record on; what is closed by then stays closed. */
  set lateness(lateness: Seconds) {
    this.#closed = Math.max(this.#closed, this.#newest - this.#lateness)
    this.#lateness = checkedLateness(lateness)
  }

  /** Records held back now. */
  get held(): number {
    return this.#ahead.count
  }

  consume(batch: RecordBatch, from: number, to: number): void {
    let row = from
    while (row < to) {
      if (this.#ahead.count === 0) {
        const next = this.#run(batch, row, to)
        if (next > row) {
          row = next
          continue
        }
      }
      this.#ahead.push(batch, row++)
      if (this.#ahead.count > WITNESSES) this.#settle(false)
    }
  }

  /** Lines that could not be read keep their place behind records that are held back. */
  refuse(lines: number, file: FileTally, text: ByteText, start: number, end: number): void {
    if (this.#ahead.count === 0) this.#delegate.refused(lines, file, text, start, end)
    else this.#ahead.refuse(lines, file, text, start, end)
  }

  /** Lines come later from here on: told in its place behind records that are held back. */
  expectLate(lateness: Seconds): void {
    if (this.#ahead.count === 0) this.#delegate.expected(lateness)
    else this.#ahead.expectLate(lateness)
  }

  /** Decides about held records with the lines there are: the input has ended, or a live log has gone quiet. */
  flush(): void {
    this.#settle(true)
  }

  /** Engine time follows the wall while a live log is silent. Nothing happens before the first record or when it is not later. */
  passTime(second: EpochSeconds): void {
    this.#settle(true)
    if (this.#newest === UNSET || second <= this.#newest) return
    this.#advance(second, 0)
  }

  /** Handles the rows from `from` that share one second and returns where they end; `from` itself when they must be held. */
  #run(batch: RecordBatch, from: number, to: number): number {
    const seconds = batch.second
    const second = seconds[from]!
    let end = from + 1
    while (end < to && seconds[end] === second) end++
    if (second === this.#newest) {
      this.#count(batch, from, end, second)
      return end
    }
    const wall = second > this.#newest && this.#wall !== undefined ? this.#wall() : null
    switch (judge(second, this.#newest, Math.min(this.#lateness, this.#newest - this.#closed), wall)) {
      case 'hold':
        return from
      case 'advance':
        this.#advance(second, batch.millisecond[from]!)
        this.#count(batch, from, end, second)
        break
      case 'open':
        this.#count(batch, from, end, second)
        break
      case 'skewed':
        this.#skew(batch, from, end)
        break
      case 'late':
      case 'refused':
        this.#late(batch, from, end)
    }
    return end
  }

  /** Decides about the first held record, then lets the others pass until one is in doubt again and lacks witnesses. */
  #settle(all: boolean): void {
    const ahead = this.#ahead
    while (ahead.count > (all ? 0 : WITNESSES)) {
      this.#decide()
      while (ahead.count > 0) {
        const head = ahead.head
        const next = this.#run(ahead.batch, head, ahead.prepare())
        if (next === head) break
        ahead.shift(next - head)
        ahead.passNotes(head, next, this.#delegate)
      }
    }
  }

  #decide(): void {
    const { batch, head, end } = this.#ahead
    const second = batch.second[head]!
    const verdict = judgeHeld(second, this.#newest, batch.second, head + 1, end)
    this.#ahead.prepare()
    this.#ahead.shift(1)
    switch (verdict) {
      case 'set-back':
        this.#closed = UNSET
        this.#delegate.setBack(second)
        this.#advance(second, batch.millisecond[head]!)
        this.#count(batch, head, head + 1, second)
        break
      case 'advance':
        this.#advance(second, batch.millisecond[head]!)
        this.#count(batch, head, head + 1, second)
        break
      case 'skewed':
        this.#skew(batch, head, head + 1)
        break
      case 'refused':
        this.#late(batch, head, head + 1)
    }
    this.#ahead.passNotes(head, head + 1, this.#delegate)
  }

  #advance(second: EpochSeconds, millisecond: number): void {
    this.#newest = second
    this.#delegate.advance(second, millisecond)
  }

  #count(batch: RecordBatch, from: number, to: number, second: EpochSeconds): void {
    batch.tally.valid += to - from
    this.#delegate.count(batch, from, to, second)
  }

  #late(batch: RecordBatch, from: number, to: number): void {
    batch.tally.valid += to - from
    for (let row = from; row < to; row++) this.#delegate.late(batch, row)
  }

  #skew(batch: RecordBatch, from: number, to: number): void {
    batch.tally.skewed += to - from
    for (let row = from; row < to; row++) this.#delegate.skewed(batch, row)
  }
}

function checkedLateness(lateness: Seconds): Seconds {
  if (lateness >= 0 && lateness <= LATENESS_MAX) return lateness
  throw new RangeError(`lateness: 0 … ${LATENESS_MAX} s, not ${lateness}`)
}
