import type { Limits, WindowSeconds } from '../../domain/limits.ts'
import type { CrossingJudge } from '../../domain/ports.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import type { SourceKey } from '../../domain/source.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import type { EpochSeconds } from '../../domain/units.ts'
import { hashSeed } from '../../lib/hash.ts'
import { BUSY_SOURCES, BusySlots, busyBytes, type LimitRows, SURGE } from './busy-slots.ts'
import { crossingOf, type EvidenceRoom, surgeOf } from './crossing-evidence.ts'
import { KnownTraffic } from './known-traffic.ts'
import { limitRows, setLimitRows } from './limit-rows.ts'
import { SiteWindow } from './site-window.ts'
import {
  BANNED,
  BUSY,
  ENTRY_WORDS,
  LAST_SEEN,
  META,
  RING,
  SEGMENT_BITS,
  SEGMENT_MASK,
  SPARED,
  STRICT,
  TOTAL,
  WATCHED,
} from './source-entries.ts'
import { SOURCES, SourceTable } from './source-table.ts'
import { SourceWindows } from './source-windows.ts'
import { StudyDesk } from './study-desk.ts'
import { FIRST_TICK, LONGEST_STEP, noTotals, type TickWindowOptions, type WindowTotals } from './tick-window-options.ts'
import { type TopSource, topSources } from './top-sources.ts'
import { WatchedSource } from './watched-source.ts'

const SPAN = 60

/**
 * Counts the open seconds: windows of each source and of the site. A source over a limit is judged before the next
 * record is counted. Windows end with the engine second of the last `advance`; the 1 s window is the record's own second.
 */
export class TickWindow {
  totals: WindowTotals = noTotals()
  readonly table: SourceTable
  readonly busy: BusySlots
  watched: WatchedSource | null = null
  readonly #windows: SourceWindows
  readonly site: SiteWindow
  readonly #known = new KnownTraffic(FIRST_TICK)
  readonly desk: StudyDesk
  readonly evidence: EvidenceRoom
  readonly #judge: CrossingJudge
  readonly #limits: LimitRows
  #given: Limits
  #now: EpochSeconds | null = null
  /** Seconds as the windows count them: grows only, whatever the clock of the log does. */
  #tick = FIRST_TICK
  #spared: number[] = []

  constructor(options: TickWindowOptions) {
    const busySources = options.busySources ?? BUSY_SOURCES
    this.table = new SourceTable({
      capacity: options.sources ?? SOURCES,
      seed: hashSeed(options.seed ?? 0),
      bans: options.bans,
      forget: (slot) => this.#forget(slot),
      spare: busyBytes(busySources),
      ...(options.memory && { memory: options.memory }),
    })
    this.table.now = this.#tick
    this.busy = new BusySlots(busySources, this.table.memory)
    this.site = new SiteWindow(this.table.kernel === null)
    this.#windows = new SourceWindows(this.table.entries, this.busy)
    this.desk = new StudyDesk(this.table, this.busy, this.#windows, options)
    this.#judge = options.judge
    this.#limits = limitRows(options.limits, this.table.kernel?.limits)
    this.#given = options.limits
    this.busy.errorShare = options.limits.errorShare
    const { table, busy, desk } = this
    this.evidence = { table, busy, windows: this.#windows, known: this.#known, limits: this.#limits, desk }
  }

  /** Distinct sources seen; one that was forgotten and came back counts again. */
  get sources(): number {
    return this.table.count + this.table.evictions
  }

  /** Busy sources whose windows were cut down to eight requests because too many were busy at once. */
  get displaced(): number {
    return this.#windows.displaced
  }

  get bytes(): number {
    return this.table.bytes + this.desk.study.bytes
  }

  /** Moves engine time forward; a second before the current one empties the windows first. */
  advance(second: EpochSeconds): void {
    if (this.#now !== null && second < this.#now) this.reset()
    const step = this.#now === null ? 0 : Math.min(second - this.#now, LONGEST_STEP)
    this.#now = second
    this.#tick += step
    this.table.now = this.#tick
    if (step === 0) return
    this.#known.advance(this.#tick, this.table.count)
    this.desk.advance(second, step)
    this.#windows.sweep(this.#tick, step)
  }

  /** Counts the rows [from, to), all of `second`: the engine second or up to 10 s before it. */
  count(batch: RecordBatch, from: number, to: number, second: EpochSeconds): void {
    if (this.#now === null) this.advance(second)
    if (this.table.hasRoom(to - from)) {
      this.table.locate(batch, from, to)
      this.#count(batch, from, to, second)
      return
    }
    // Near the capacity each record sees the table as its predecessors left it: evictions depend on order alone.
    for (let row = from; row < to; row++) {
      this.table.locate(batch, row, row + 1)
      this.#count(batch, row, row + 1, second)
    }
  }

  /** A record that is in no window: it changes totals only. */
  late(batch: RecordBatch, row: number): void {
    this.table.locate(batch, row, row + 1)
    const slot = this.table.slots[row]!
    this.table.entries.words(slot)[this.table.entries.base(slot) + TOTAL]! += 1
    this.totals.requests++
    this.totals.late++
    if (this.table.entries.meta(slot) & WATCHED) {
      this.watched?.countLate(batch.second[row]!, batch.status[row]! >= 400 ? 1 : 0)
    }
  }

  /** The sealed second, with site windows that end with it. Sources spared so far are compared again. */
  seal(second: EpochSeconds): TickSummary {
    for (const slot of this.#spared) this.table.entries.setFlag(slot, SPARED, false)
    this.#spared.length = 0
    if (!this.desk.study.isOn) return this.site.summary(second, this.table.count)
    const tick = this.#tick - ((this.#now ?? second) - second)
    return this.site.summary(second, this.table.count, (seen) => this.desk.summary(second, tick, seen))
  }

  setLimits(limits: Limits): void {
    if (limits === this.#given) return
    setLimitRows(this.#limits, limits)
    this.desk.set(limits)
    this.#given = limits
    this.busy.errorShare = limits.errorShare
  }

  /** What follows from the source is prevented; its windows are emptied. */
  ban(source: SourceKey): void {
    for (const slot of this.table.slotsOf(source)) if (!(this.table.entries.meta(slot) & BANNED)) this.#ban(slot)
  }

  /** The ban of a source, or of a whole network, has ended; who is covered by another stays banned. */
  lift(source: SourceKey): void {
    for (const slot of this.table.slotsOf(source)) this.table.entries.setFlag(slot, BANNED, this.table.isBanned(slot))
  }

  /** Holds a tracked source to the strict limits, or to the plain ones again. */
  setStrict(source: SourceKey, strict: boolean): void {
    this.table.flag(source, STRICT, strict)
  }

  /** Empties all windows after a gap or when the clock was set back. Bans, totals and sources stay. */
  reset(): void {
    this.#tick += 2 * SPAN
    this.table.now = this.#tick
    this.#now = null
    this.site.clear()
    this.desk.study.reset()
    this.watched?.empty(this.#tick)
    this.#windows.sweep(this.#tick, this.busy.reach)
  }

  /** Requests and errors of a source in the last 60 s; zero when it is not tracked. */
  within60(source: SourceKey): { requests: number; errors: number } {
    const slot = this.table.find(source)
    return slot < 0 ? { requests: 0, errors: 0 } : this.#windows.within60(slot, this.#tick)
  }

  get limits(): Limits {
    return this.#given
  }

  /** The busiest of the last 60 s. */
  top(most: number): TopSource[] {
    return topSources(this.table, this.busy, this.#tick, most)
  }

  /** Requests of a source since it was first seen, prevented ones included; 0 when it is not tracked. */
  totalOf(source: SourceKey): number {
    const slot = this.table.find(source)
    return slot < 0 ? 0 : this.table.entries.words(slot)[this.table.entries.base(slot) + TOTAL]!
  }

  clearTotals(): void {
    this.totals = noTotals()
  }

  /** Keeps a record of one source from now on. One at a time. */
  watch(source: SourceKey): WatchedSource {
    this.watched = new WatchedSource(source)
    this.table.watch(source)
    return this.watched
  }

  #count(batch: RecordBatch, from: number, to: number, second: EpochSeconds): void {
    this.site.open(second)
    for (let at = from; at < to; ) {
      const end = this.desk.study.isOn ? this.desk.study.sample(batch, at, to, this.#tick) : to
      this.#countSources(batch, at, end, second)
      at = end
    }
    this.site.count(batch, from, to, second, this.desk.study.isAsset)
    this.totals.requests += to - from
  }

  #countSources(batch: RecordBatch, from: number, to: number, second: EpochSeconds): void {
    const { slots, kernel, entries } = this.table
    const { skip } = this.site
    const { desk } = this
    let { code } = desk
    const tick = this.#tick
    const own = tick - ((this.#now ?? second) - second)
    const limits = this.#limits
    const { mark } = this.#known
    let known = 0
    for (let row = from; row < to; row++) {
      if (kernel !== null) {
        row = kernel.exports.countRoutine(row, to, tick, own, mark, code, desk.newFrom)
        if (row === to) break
      }
      const slot = slots[row]!
      const error = batch.status[row]! >= 400 ? 1 : 0
      const words = entries.segments[slot >>> SEGMENT_BITS]!
      const base = (slot & SEGMENT_MASK) * ENTRY_WORDS
      words[base + TOTAL]! += 1
      if ((words[base + META]! & (BANNED | WATCHED)) !== 0 && this.#isPrevented(words, base, error, second, own)) {
        skip[row] = 1
        continue
      }
      if (error === 0 && slot < mark) known++
      const crossed = this.#windows.count(slot, words, base, tick, own, error, limits)
      const isDue =
        code !== 0 && desk.count(batch, row, slot, own, words[base + META]! & BUSY ? words[base + RING]! : -1)
      if (crossed === SURGE) this.#surge(batch, row, slot)
      if (crossed > 0) this.#cross(batch, row, slot, crossed as WindowSeconds, own)
      else if (isDue) this.#cross(batch, row, slot, null, own)
      code = desk.code
    }
    this.#known.add(known + (kernel?.known[0] ?? 0))
    if (kernel !== null) kernel.known[0] = 0
  }

  /** Counts for a source that is banned, watched, or both; true when the record is prevented. */
  #isPrevented(words: Uint32Array, base: number, error: number, second: EpochSeconds, own: number): boolean {
    const meta = words[base + META]!
    if ((meta & BANNED) === 0) {
      const limits = meta & STRICT ? this.#given.strict : this.#given.plain
      this.watched?.count(second, this.#tick, this.#tick - own, error, limits)
      return false
    }
    words[base + LAST_SEEN] = this.#tick
    this.totals.prevented++
    if (error === 0) this.totals.preventedOk++
    if (meta & WATCHED) this.watched?.countPrevented(second)
    return true
  }

  #cross(batch: RecordBatch, row: number, slot: number, window: WindowSeconds | null, own: number) {
    const { action } = this.#judge.judge(crossingOf(this.evidence, batch, row, slot, window, own))
    if (action === 'ban') this.#ban(slot)
    else if (action === 'observe' && window !== null) {
      this.table.entries.setFlag(slot, SPARED, true)
      this.#spared.push(slot)
    }
  }

  #surge(batch: RecordBatch, row: number, slot: number): void {
    if (this.#judge.surge(surgeOf(this.evidence, batch, row, slot))) this.table.entries.setFlag(slot, STRICT, true)
  }

  #forget(slot: number): void {
    this.#windows.empty(slot)
    this.desk.forget(slot)
  }

  #ban(slot: number): void {
    // What the source sent within a minute is taken out of what detectors see of the site.
    const now = this.#now ?? 0
    this.#windows.each(slot, this.#tick, (age, requests, errors) => this.site.condemn(now - age, requests, errors))
    this.#forget(slot)
    this.desk.spoil(slot)
    this.table.entries.setFlag(slot, BANNED, true)
    if (this.table.entries.meta(slot) & WATCHED) this.watched?.empty(this.#tick)
  }
}
