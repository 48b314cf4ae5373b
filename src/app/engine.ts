import { MemoryBus } from '../bus/memory-bus.ts'
import type { FileTally } from '../domain/file-tally.ts'
import type { LogSink } from '../domain/ports.ts'
import type { ByteText, RecordBatch } from '../domain/record-batch.ts'
import type { Remembered } from '../domain/remembered.ts'
import type { Recalled, Snapshot } from '../domain/snapshot.ts'
import type { EpochMilliseconds, EpochSeconds, Seconds } from '../domain/units.ts'
import { hashEndpoint } from '../edge/parse/request-field.ts'
import { type ClockDelegate, EngineClock } from '../edge/window/engine-clock.ts'
import { KnownSources } from '../edge/window/known-sources.ts'
import { NetworkTraffic } from '../edge/window/network-traffic.ts'
import { TickWindow } from '../edge/window/tick-window.ts'
import { escapeText } from '../lib/escape-text.ts'
import { hashSeed } from '../lib/hash.ts'
import type { AddressCounts } from './address-counts.ts'
import { Brain } from './brain.ts'
import { EngineMemory } from './engine-memory.ts'
import type { EngineOptions, Lesson, Onlooker } from './engine-options.ts'
import { SiteSight } from './site-sight.ts'

/** A gap longer than this many seconds, the span of the baseline, is not sealed second by second. */
const LONGEST_SEALED_GAP = 1_800

/** Both halves on one log: records in, events out, in log time. `run` and `replay` use the same. */
export class Engine implements LogSink, ClockDelegate {
  readonly brain: Brain
  readonly window: TickWindow
  /** What is consumed now is of the past: it teaches, and nothing else. */
  isPriming = false
  readonly #bus: MemoryBus
  readonly #clock: EngineClock
  readonly #counts: AddressCounts | undefined
  readonly #onLesson: ((lesson: Lesson) => void) | undefined
  /** As configured, as the formats of the logs want it, and the greater of both. */
  #configured: Seconds
  #expected: Seconds = 0
  #lateness: Seconds
  readonly #sight: SiteSight
  readonly #memory: EngineMemory
  readonly #traffic: NetworkTraffic
  readonly #seed: number
  readonly #onlooker: Onlooker | undefined
  #known: KnownSources | null = null
  #isWarming = false
  #from: EpochMilliseconds | null = null
  #to: EpochMilliseconds | null = null
  /** The oldest second that is not sealed; null before the first record. */
  #open: EpochSeconds | null = null
  /** When the second at hand is sealed, in log time. */
  #sealingAt: EpochMilliseconds = 0

  constructor(options: EngineOptions) {
    this.#bus = new MemoryBus({
      tick: (tick) => {
        this.#learn({ tick, at: this.#sealingAt })
        this.#onlooker?.tick(tick)
      },
      ban: (ban) => this.window.ban(ban.source),
      lift: ({ ban, cause }) => {
        this.window.lift(ban.source)
        if (cause !== 'expired') this.window.desk.pardon(ban.source)
      },
    })
    this.brain = new Brain({
      ...options,
      bans: this.#bus,
      now: () => this.#to ?? options.wall?.() ?? 0,
      trafficOf: (network, before) => this.#traffic.of(network, before),
      findEndpoint: (bucket) => {
        const found = this.window.desk.study.names?.find(bucket)
        return found && { hash: found.hash, text: escapeText(found.text) }
      },
      sources: {
        setStrict: (source, strict) => this.window.setStrict(source, strict),
        within60: (source) => this.window.within60(source),
      },
    })
    this.#seed = options.seed
    if (options.config.profile === 'calibrated') this.#known = new KnownSources(hashSeed(options.seed))
    this.#sight = new SiteSight(this.brain)
    this.window = new TickWindow({
      limits: this.brain.limits(),
      judge: this.brain,
      bans: this.brain.ledger,
      seed: options.seed,
      sources: options.config.limits.sources,
      hashPath: hashEndpoint,
      ...(this.#known && { known: this.#known }),
    })
    this.#memory = new EngineMemory(this.brain, this.window, () => this.#known)
    this.#traffic = new NetworkTraffic(this.window.evidence)
    this.#configured = options.config.lateness / 1_000
    this.#lateness = this.#configured
    this.#clock = new EngineClock(this, { lateness: this.#lateness, ...(options.wall && { wall: options.wall }) })
    this.#counts = options.counts
    this.#onLesson = options.onLesson
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
    this.isPriming = true
    this.brain.muted = true
  }

  /** While priming: learns what another engine did. What was recalled stays, whatever gaps the log has. */
  teach(lesson: Lesson): void {
    if (lesson === null) {
      if (!this.isPriming || this.brain.recalledTo === Number.NEGATIVE_INFINITY) this.brain.forget()
    } else this.brain.seal(lesson.tick, lesson.at)
  }

  /** While priming: what is consumed from here on was learned by `teach`, and fills windows only. */
  warm(): void {
    this.#isWarming = true
    this.window.setLimits(this.brain.limits())
  }

  /** Records held back are decided with the lines there are. */
  flush(): void {
    this.#clock.flush()
  }

  /** Everybody is let go, and counts begin at nothing; what was learned stays. */
  endPriming(): void {
    this.#clock.flush()
    this.brain.pardon()
    this.brain.muted = false
    this.window.clearTotals()
    this.window.setLimits(this.brain.limits())
    this.#sight.clear()
    this.isPriming = false
    this.#isWarming = false
    this.#from = null
  }

  consume(batch: RecordBatch, from: number, to: number): void {
    this.#sight.heard()
    this.#clock.consume(batch, from, to)
  }

  refuse(lines: number, file: FileTally, text: ByteText, start: number, end: number): void {
    this.#sight.heard()
    this.#clock.refuse(lines, file, text, start, end)
  }

  /** Lines of some log come up to so many seconds late: seconds stay open at least as long from here on. */
  expectLate(lateness: Seconds): void {
    this.#clock.expectLate(lateness)
  }

  /** Records held back while the time of the first of them is in doubt. */
  get held(): number {
    return this.#clock.held
  }

  /** Takes a new configuration from the next record on; windows, bans and incidents stay. */
  reload(config: EngineOptions['config'], now: EpochMilliseconds): void {
    this.brain.reload(config, now)
    if (config.profile === 'calibrated' && this.#known === null) {
      this.#known = new KnownSources(hashSeed(this.#seed))
      this.#known.now = Math.floor(now / 1_000)
      this.window.desk.remember(this.#known)
    }
    this.window.setLimits(this.brain.limits())
    this.#configured = config.lateness / 1_000
    this.#setLateness()
  }

  /** Live, when all logs are read to their end: time passes without lines. */
  passTime(wall: EpochMilliseconds): void {
    const second = Math.floor(wall / 1_000)
    this.#clock.passTime(second)
    if (this.#clock.newest !== null) return
    this.brain.settle(wall)
    this.#sight.passWall(second)
  }

  /** Live: no line of these files for so long. A site that had one a second for ten minutes cannot be seen any more. */
  silent(length: Seconds, files: () => string): void {
    this.#sight.silent(this.#clock.newest, length, files)
  }

  /** What was learned so far, for the store; null before there is anything. See EngineMemory. */
  learned(): Snapshot | null {
    return this.#memory.learned()
  }

  /** Before the first line: goes on with what another engine had learned, `now` by the wall. See EngineMemory. */
  recall(snapshot: unknown, now: EpochMilliseconds): Recalled {
    return this.#memory.recall(snapshot, now)
  }

  /** Behind priming: takes bans, offences and allow list from the store, `now` by the wall. Returns what made no sense and was left out. */
  restore(remembered: Remembered, now: EpochMilliseconds): string[] {
    return this.#memory.restore(remembered, now)
  }

  /** The log has ended: records held back are decided and the open seconds sealed. */
  finish(): void {
    this.#clock.flush()
    const newest = this.#clock.newest
    if (newest === null) return
    this.#closeNewest(newest + 1)
    this.#sealBefore(newest + 1)
  }

  advance(second: EpochSeconds, millisecond: number): void {
    const now = second * 1_000 + millisecond
    this.#from ??= now
    if (this.#to !== null) this.#closeNewest(second)
    this.#sealBefore(second - this.#lateness)
    this.#to = now
    this.brain.settle(now)
    this.window.advance(second)
  }

  count(batch: RecordBatch, from: number, to: number, second: EpochSeconds): void {
    this.#sight.read(to - from)
    this.window.count(batch, from, to, second)
    this.#onlooker?.records(batch, from, to)
    if (!this.isPriming) this.#counts?.add(batch, from, to)
  }

  late(batch: RecordBatch, row: number): void {
    this.#sight.read(1)
    this.window.late(batch, row)
    if (!this.isPriming) this.#counts?.add(batch, row, row + 1)
  }

  /** A time that is not believed: its file's tally says so, nothing else changes. */
  skewed(): void {}

  refused(lines: number, file: FileTally, text: ByteText, start: number, end: number): void {
    this.#sight.refuse(lines, file, text, start, end)
  }

  expected(lateness: Seconds): void {
    this.#expected = Math.max(this.#expected, lateness)
    this.#setLateness()
  }

  setBack(second: EpochSeconds): void {
    if (this.#to !== null) this.brain.shift(second * 1_000 - this.#to)
    this.#sight.setBack()
    this.window.reset()
    this.#learn(null)
    this.window.setLimits(this.brain.limits())
    this.#open = null
  }

  #learn(lesson: Lesson): void {
    this.#onLesson?.(lesson)
    if (!this.#isWarming) this.teach(lesson)
  }

  #setLateness(): void {
    this.#lateness = Math.max(this.#configured, this.#expected)
    this.#clock.lateness = this.#lateness
  }

  /** The newest second is over when `next` begins. */
  #closeNewest(next: EpochSeconds): void {
    const newest = Math.floor((this.#to ?? 0) / 1_000)
    if (next > newest) this.#sight.close(newest)
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
      this.#learn(null)
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
