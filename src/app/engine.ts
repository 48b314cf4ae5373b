import type { BatchSink } from '../domain/ports.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import type { EpochMilliseconds, EpochSeconds } from '../domain/units.ts'
import type { ClockDelegate } from '../edge/window/engine-clock.ts'
import type { TickWindow } from '../edge/window/tick-window.ts'
import type { AddressCounts } from './address-counts.ts'
import type { Brain } from './brain.ts'

/** A gap longer than this many seconds, the span of the baseline, is not sealed second by second. */
const LONGEST_SEALED_GAP = 1_800

/** What the clock tells: it expires, seals and counts. Records come in through EngineClock.consume. */
export class Engine implements ClockDelegate {
  readonly #brain: Brain
  readonly #window: TickWindow
  readonly #lateness: number
  readonly #counts: AddressCounts | undefined
  #from: EpochMilliseconds | null = null
  #to: EpochMilliseconds | null = null
  /** The oldest second that is not sealed; null before the first record. */
  #open: EpochSeconds | null = null

  constructor(parts: { brain: Brain; window: TickWindow; lateness: number; counts?: AddressCounts }) {
    this.#brain = parts.brain
    this.#window = parts.window
    this.#lateness = parts.lateness
    this.#counts = parts.counts
  }

  /** Time of the first record that moved the clock, and of the newest; null before any. */
  get from(): EpochMilliseconds | null {
    return this.#from
  }
  get to(): EpochMilliseconds | null {
    return this.#to
  }

  advance(second: EpochSeconds, millisecond: number): void {
    const now = second * 1_000 + millisecond
    this.#from ??= now
    this.#to = now
    this.#sealBefore(second - this.#lateness)
    this.#brain.settle(now)
    this.#window.advance(second)
  }

  count(batch: RecordBatch, from: number, to: number, second: EpochSeconds): void {
    this.#window.count(batch, from, to, second)
    this.#counts?.add(batch, from, to)
  }

  late(batch: RecordBatch, row: number): void {
    this.#window.late(batch, row)
    this.#counts?.add(batch, row, row + 1)
  }

  skewed(): void {}

  setBack(second: EpochSeconds): void {
    if (this.#to !== null) this.#brain.setBack(this.#to - second * 1_000)
    this.#window.reset()
    this.#open = null
  }

  /** Seals all seconds that are open: the log has ended, or the wall has passed them. */
  sealAll(second: EpochSeconds): void {
    this.#sealBefore(second)
  }

  /** Seals, in order, every second before `end`; each first sees the bans expire that end within it. */
  #sealBefore(end: EpochSeconds): void {
    const first = this.#open ?? end
    this.#open = Math.max(first, end)
    if (end - first > LONGEST_SEALED_GAP) {
      this.#brain.settle(end * 1_000)
      this.#window.reset()
      return
    }
    for (let second = first; second < end; second++) {
      this.#brain.settle((second + 1) * 1_000 - 1)
      this.#brain.seal(this.#window.seal(second))
      this.#window.setLimits(this.#brain.limits())
    }
  }
}
