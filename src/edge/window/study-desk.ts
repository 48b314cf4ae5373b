import type { Limits } from '../../domain/limits.ts'
import type { RecordBatch } from '../../domain/record-batch.ts'
import type { SourceKey } from '../../domain/source.ts'
import type { SourceFeatures } from '../../domain/source-features.ts'
import type { StudySummary } from '../../domain/tick-summary.ts'
import type { EpochMilliseconds, EpochSeconds, Seconds } from '../../domain/units.ts'
import { busiest } from '../../sketch/count-row.ts'
import type { BusySlots } from './busy-slots.ts'
import type { KnownSources } from './known-sources.ts'
import { KnownSweep } from './known-sweep.ts'
import { ALL_TO_HOST, OFFENDERS, PLAIN } from './noted-rows.ts'
import type { SeenEndpoints } from './site-window.ts'
import { SourceAges } from './source-ages.ts'
import { TOTAL } from './source-entries.ts'
import type { SourceTable } from './source-table.ts'
import type { SourceWindows, WindowSums } from './source-windows.ts'
import { Study } from './study.ts'
import { FIRST_TICK, type TickWindowOptions } from './tick-window-options.ts'

const MINUTE = 60
const CENSUS = 256
/**
 * Requests in 60 s from which all that a source does is studied, and it is in the census: a busy slot is had by every other visitor. The same in
 * kernel/locate.ts.
 */
const LIVELY = 16
/** Busiest endpoints whose names are kept when there is no room for more. */
const NAMED = 128

/** Puts together what is told of studied sources, one by one and of all with each sealed second. */
export class StudyDesk {
  readonly study: Study
  readonly #table: SourceTable
  readonly #busy: BusySlots
  readonly #windows: SourceWindows
  readonly #ages = new SourceAges(FIRST_TICK)
  #known: KnownSources | null = null
  #sweep: KnownSweep | null = null

  constructor(table: SourceTable, busy: BusySlots, windows: SourceWindows, options: TickWindowOptions) {
    const { studiedSources: sources, hashPath } = options
    this.study = new Study({ kernel: table.kernel, ages: this.#ages, sources, hashPath })
    this.#table = table
    this.#busy = busy
    this.#windows = windows
    if (options.known) this.remember(options.known)
    this.set(options.limits)
  }

  /** From here on these are asked and told who is known. */
  remember(known: KnownSources): void {
    this.#known = known
    this.#sweep = new KnownSweep(this.#table.entries, known)
  }

  set(limits: Limits): void {
    this.study.set(limits)
  }

  /** The engine's count of seconds has moved on by `step`. */
  advance(second: EpochSeconds, step: Seconds): void {
    this.#known?.advance(second)
    this.#sweep?.advance(this.#table.now, step)
    this.#ages.advance(this.#table.now, this.#seen, this.#table.count)
  }

  /** The entry of a source goes to another, or is emptied: what it did is forgotten, that it was here is not. */
  forget(slot: number): void {
    this.#sweep?.note(slot, this.#table.now)
    this.study.forget(slot)
  }

  /** At least so long ago the first request of a source was, at most a day. */
  ageOf(slot: number): Seconds {
    return this.#ages.age(slot, this.#table.evictions > 0)
  }

  /** Whether a source is known from other days. */
  isKnown(slot: number): boolean {
    const { kind, high, low } = this.#table.keyOf(slot)
    return this.#known?.isKnown(kind, high, low) ?? false
  }

  /** A source is banned: it is known for nothing good. */
  spoil(slot: number): void {
    this.#known?.spoil(this.#table.keyOf(slot))
  }

  /** That a source was banned, or stands for many people, is forgotten. */
  forgetKnown(source: SourceKey): void {
    this.#known?.forget(source)
  }

  /** A person says that the ban of a source or a network was wrong: whoever it covered has done nothing. */
  pardon(source: SourceKey): void {
    this.#known?.pardon(source)
    if (source.bits !== undefined)
      for (const slot of this.#table.slotsOf(source)) this.#known?.pardon(this.#table.keyOf(slot))
  }

  /** What the kernel is told of notes: see NotedRows. */
  get code(): number {
    const { code } = this.study.notes
    if (code === 0) return code
    const offenders = this.#known !== null && this.#known.offenders.size > 0 ? OFFENDERS : 0
    return code | offenders | (this.#table.evictions > 0 ? ALL_TO_HOST : 0)
  }

  /** Sources from this number on are new, as long as none was evicted. */
  get newFrom(): number {
    return this.#ages.newFrom
  }

  /**
   * Studies a row of a source, if it is lively or the row is of note: true when the source is to be judged by it. `busy`: its busy
   * slot, -1 without one.
   */
  count(batch: RecordBatch, row: number, id: number, own: number, busy: number): boolean {
    const noted = this.study.notes.of(batch, row)
    const isLively = busy >= 0 && this.#busy.requests(busy, MINUTE) >= LIVELY
    if (!isLively && noted === PLAIN && (busy < 0 || this.study.slots.find(id) < 0)) return false
    const { now, evictions } = this.#table
    const total = noted === PLAIN || this.#isOffender(id) ? 0 : this.#totalOf(id)
    return this.study.count(batch, row, id, now, own, isLively, noted, total, evictions > 0)
  }

  /** What is known of a source; null when it is not studied. */
  of(id: number, at: EpochMilliseconds, { window1, window10, window60 }: WindowSums): SourceFeatures | null {
    const tick = this.#table.now
    const studied = this.study.isOn ? this.study.of(id, tick) : null
    if (studied === null) return null
    const { minutes, hours, first } = studied
    const source = this.#table.keyOf(id)
    const seen = Math.max(tick - first, this.#ages.age(id, this.#table.evictions > 0))
    const standing = this.#known?.standing(source, hours.agents) ?? 'new'
    const { hasReferrers, hasAgents } = this.study.traits
    const total = this.#totalOf(id)
    return { source, at, seen, total, standing, window1, window10, window60, minutes, hours, hasReferrers, hasAgents }
  }

  /** The same for a source as it is now; null also when it is not tracked. */
  features(source: SourceKey, at: EpochMilliseconds): SourceFeatures | null {
    const id = this.#table.find(source)
    const { now } = this.#table
    return id < 0 ? null : this.of(id, at, this.#windows.sums(id, now, now))
  }

  /** With a sealed second, which is the engine's second `tick`; `assets60` and `endpoints`: of its last 60 s. */
  summary(second: EpochSeconds, tick: number, { assets60, endpoints }: SeenEndpoints): StudySummary {
    const isMinute = (second + 1) % MINUTE === 0
    if (isMinute) this.study.names?.keep(new Set(busiest(endpoints, NAMED)))
    return this.study.board.summary(tick, this.#table.now, {
      newSources: this.#ages.came(tick, 1, this.#seen),
      newSources60: this.#ages.came(tick, MINUTE, this.#seen),
      assets60,
      sampled: this.study.takeSampled(),
      census: isMinute ? this.#census(second) : [],
    })
  }

  /** The busiest first; equal ones by slot. */
  #census(second: EpochSeconds): SourceFeatures[] {
    const busy = this.#busy
    const { now } = this.#table
    const found: { slot: number; requests: number }[] = []
    for (let slot = 0; slot < busy.reach; slot++) {
      // As of its last request: now it may be less, never more.
      if (!busy.isUsed(slot) || busy.requests(slot, 60) < LIVELY) continue
      busy.advance(slot, now)
      const requests = busy.requests(slot, 60)
      if (requests >= LIVELY) found.push({ slot, requests })
    }
    found.sort((a, b) => b.requests - a.requests || a.slot - b.slot)
    return found.slice(0, CENSUS).flatMap(({ slot }) => {
      const id = busy.owner(slot)
      return this.of(id, (second + 1) * 1_000, this.#windows.sums(id, now, now)) ?? []
    })
  }

  #totalOf(id: number): number {
    const { entries } = this.#table
    return entries.words(id)[entries.base(id) + TOTAL]!
  }

  #isOffender(id: number): boolean {
    const known = this.#known
    return known !== null && known.offenders.size > 0 && known.isOffender(this.#table.keyOf(id))
  }

  /** Sources seen ever. */
  get #seen(): number {
    return this.#table.count + this.#table.evictions
  }
}
