import { MemoryBus } from '../bus/memory-bus.ts'
import type { BatchSink } from '../domain/ports.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import type { EpochMilliseconds, EpochSeconds } from '../domain/units.ts'
import { type ClockDelegate, EngineClock } from '../edge/window/engine-clock.ts'
import { TickWindow } from '../edge/window/tick-window.ts'
import type { AddressCounts } from './address-counts.ts'
import { Brain, type BrainOptions } from './brain.ts'

/** A gap longer than this many seconds, the span of the baseline, is not sealed second by second. */
const LONGEST_SEALED_GAP = 1_800

export interface EngineOptions extends Omit<BrainOptions, 'bans' | 'sources'> {
  /** Hash seed of the source table: decisions do not depend on it. */
  readonly seed: number
  /** The wall, when the log is read as it is written; without it the log is replayed. */
  readonly wall?: () => EpochMilliseconds
  readonly counts?: AddressCounts
  /** Looks on: at each sealed second, and at the records that are counted. */
  readonly onlooker?: Onlooker
}

export interface Onlooker {
  tick(tick: TickSummary): void
  records(batch: RecordBatch, from: number, to: number): void
}

/** Both halves on one log: records in, events out, in log time. `run` and `replay` use the same. */
export class Engine implements BatchSink, ClockDelegate {
  readonly brain: Brain
  readonly window: TickWindow
  readonly #bus: MemoryBus
  readonly #clock: EngineClock
  readonly #counts: AddressCounts | undefined
  readonly #onlooker: Onlooker | undefined
  #lateness: number
  #isPriming = false
  #from: EpochMilliseconds | null = null
  #to: EpochMilliseconds | null = null
  /** The oldest second that is not sealed; null before the first record. */
  #open: EpochSeconds | null = null
  /** When the second at hand is sealed, in log time. */
  #sealingAt: EpochMilliseconds = 0

  constructor(options: EngineOptions) {
    this.#bus = new MemoryBus({
      tick: (tick) => {
        this.brain.seal(tick, this.#sealingAt)
        this.#onlooker?.tick(tick)
      },
      ban: (ban) => this.window.ban(ban.source),
      lift: (lift) => this.window.lift(lift.ban.source),
    })
    this.brain = new Brain({
      ...options,
      bans: this.#bus,
      sources: {
        setStrict: (source, strict) => this.window.setStrict(source, strict),
        within60: (source) => this.window.within60(source),
      },
    })
    this.window = new TickWindow({
      limits: this.brain.limits(),
      judge: this.brain,
      bans: this.brain.ledger,
      seed: options.seed,
      sources: options.config.limits.sources,
    })
    this.#lateness = options.config.lateness / 1_000
    this.#clock = new EngineClock(this, { lateness: this.#lateness, ...(options.wall && { wall: options.wall }) })
    this.#counts = options.counts
    this.#onlooker = options.onlooker
  }

  /** Time of the first record that moved the clock; null before any. */
  get from(): EpochMilliseconds | null {
    return this.#from
  }

  /** Engine time: of the newest record that moved the clock, or the wall that passed it; null before any. */
  get to(): EpochMilliseconds | null {
    return this.#to
  }

  /** What is consumed from here on teaches, and nothing else. */
  startPriming(): void {
    this.#isPriming = true
    this.brain.muted = true
  }

  /** Everybody is let go, and counts begin at nothing; what was learned stays. */
  endPriming(): void {
    this.#clock.flush()
    this.brain.pardon()
    this.brain.muted = false
    this.window.clearTotals()
    this.#isPriming = false
    this.#from = null
  }

  consume(batch: RecordBatch, from: number, to: number): void {
    this.#clock.consume(batch, from, to)
  }

  /** Records held back while the time of the first of them is in doubt. */
  get held(): number {
    return this.#clock.held
  }

  /** Takes a new configuration from the next record on; windows, bans and incidents stay. */
  reload(config: EngineOptions['config'], now: EpochMilliseconds): void {
    this.brain.reload(config, now)
    this.window.setLimits(this.brain.limits())
    this.#lateness = config.lateness / 1_000
    this.#clock.lateness = this.#lateness
  }

  /** Live, when all logs are read to their end: time passes without lines. */
  passTime(wall: EpochMilliseconds): void {
    this.#clock.passTime(Math.floor(wall / 1_000))
  }

  /** The log has ended: records held back are decided and the open seconds sealed. */
  finish(): void {
    this.#clock.flush()
    const newest = this.#clock.newest
    if (newest !== null) this.#sealBefore(newest + 1)
  }

  advance(second: EpochSeconds, millisecond: number): void {
    const now = second * 1_000 + millisecond
    this.#from ??= now
    this.#sealBefore(second - this.#lateness)
    this.#to = now
    this.brain.settle(now)
    this.window.advance(second)
  }

  count(batch: RecordBatch, from: number, to: number, second: EpochSeconds): void {
    this.window.count(batch, from, to, second)
    this.#onlooker?.records(batch, from, to)
    if (!this.#isPriming) this.#counts?.add(batch, from, to)
  }

  late(batch: RecordBatch, row: number): void {
    this.window.late(batch, row)
    if (!this.#isPriming) this.#counts?.add(batch, row, row + 1)
  }

  /** A time that is not believed: its file's tally says so, nothing else changes. */
  skewed(): void {}

  setBack(second: EpochSeconds): void {
    if (this.#to !== null) this.brain.shift(second * 1_000 - this.#to)
    this.window.reset()
    this.brain.forget()
    this.window.setLimits(this.brain.limits())
    this.#open = null
  }

  /** Seals, in order, every second before `end`; before each, the bans expire that end within it. */
  #sealBefore(end: EpochSeconds): void {
    const first = this.#open ?? end
    if (end <= first) {
      this.#open = first
      return
    }
    this.#open = end
    if (end - first > LONGEST_SEALED_GAP) {
      this.brain.settle(end * 1_000 - 1)
      this.window.reset()
      this.brain.forget()
      this.window.setLimits(this.brain.limits())
      return
    }
    for (let second = first; second < end; second++) {
      this.#sealingAt = (second + 1 + this.#lateness) * 1_000
      this.brain.settle(this.#sealingAt)
      this.#bus.publish(this.window.seal(second))
      this.window.setLimits(this.brain.limits())
    }
  }
}
