import { type Limits, NO_LIMIT } from '../../domain/limits.ts'
import { METHODS, type RecordBatch } from '../../domain/record-batch.ts'
import type { SpanFeatures } from '../../domain/source-features.ts'
import type { SampledRows } from '../../domain/tick-summary.ts'
import { ASSET, EndpointKinds, LOGIN } from './endpoint-kinds.ts'
import { EndpointNames } from './endpoint-names.ts'
import { LineTraits } from './line-traits.ts'
import { NoteBoard, noteOf } from './note-board.ts'
import { NoteMemory } from './note-memory.ts'
import { NoteRoom } from './note-room.ts'
import { ASKED, NotedRows, PLAIN } from './noted-rows.ts'
import type { HashPath } from './path-in-line.ts'
import type { IsAsset } from './site-assets.ts'
import type { SourceAges } from './source-ages.ts'
import { isRefusal, StudyRows } from './study-rows.ts'
import { STEPS, type StudySegment, StudySlots } from './study-slots.ts'
import { addPage, assetsOf, emptyMinutes, moveOn, pagesOf, spanOf } from './study-span.ts'
import { StudySteps } from './study-steps.ts'
import type { TableKernel } from './table-memory.ts'

const SPANS = [0, 1] as const
const POST = METHODS.indexOf('POST')
/** All rows are looked at for what they tell of the log and its endpoints until this many, then one in so many, and one a second at most. */
const SAMPLED_FIRST = 256
const SAMPLED_EACH = 512
/**
 * A quiet source is studied from so many requests of note in about an hour on, and so many times what the same number of requests of the
 * site has, or a quarter of its own: where everybody meets missing pages, a few say nothing. Never later than from the last one on.
 */
export const STUDIED_FROM = 3
const TIMES_USUAL = 4
const MUCH = 0.25
const STUDIED_LAST = 8
/** What is usual, in the beginning: so many requests of note in so many. */
const NOTED_BEFORE = 50
const ROWS_BEFORE = 10_000

/** What is known of a source beside its windows. */
export interface Studied {
  readonly minutes: SpanFeatures
  readonly hours: SpanFeatures
  /** The engine's count of seconds at the first request studied. */
  readonly first: number
}

export interface StudyOptions {
  readonly kernel: TableKernel | null
  readonly ages: SourceAges
  /** Sources studied at the same time, 576 bytes each. */
  readonly sources?: number | undefined
  /** The parser's hash of a path; without it the first path in a line is believed. */
  readonly hashPath?: HashPath | undefined
}

/** Studies the requests of busy sources and those of note: which they are, and what they tell. */
export class Study {
  readonly notes: NotedRows
  readonly board: NoteBoard
  readonly traits = new LineTraits()
  /** Of endpoints in the lines that were looked at; null without a hash to believe them by. */
  readonly names: EndpointNames | null
  readonly slots: StudySlots
  isOn = false
  /** Whether a row is for an asset; null while sources are not studied. */
  isAsset: IsAsset | null = null
  readonly #kinds: EndpointKinds
  readonly #counter: StudyRows
  readonly #steps = new StudySteps()
  readonly #ages: SourceAges
  readonly #memory: NoteMemory
  /** Rows of all, and of note. */
  readonly #rows: Float64Array
  #lookedAt = 0
  #looked = 0
  #referred = 0
  #programs = 0
  #signedIn = 0

  constructor({ kernel, ages, sources, hashPath }: StudyOptions) {
    const room = kernel?.notes ?? new NoteRoom()
    this.#rows = room.rows
    this.board = new NoteBoard(room)
    this.#memory = new NoteMemory(room.memory)
    this.#kinds = new EndpointKinds(hashPath ?? null, room)
    this.names = hashPath === undefined ? null : new EndpointNames(hashPath)
    this.notes = new NotedRows(room, this.#kinds)
    this.slots = new StudySlots(sources, room.studied)
    this.#counter = new StudyRows(this.#kinds, this.traits)
    this.#ages = ages
  }

  get bytes(): number {
    return this.slots.bytes + (this.isOn ? this.#memory.bytes : 0)
  }

  set({ study, endpoints }: Limits): void {
    this.isOn = study < NO_LIMIT
    this.notes.set(this.isOn ? endpoints : null)
    const kinds = this.#kinds
    this.isAsset = this.isOn ? (batch, row) => kinds.isAsset(batch, row) : null
    if (this.isOn) this.#steps.first = study
  }

  /**
   * Of the rows [from, to) looks at the first one, whoever sent it, if its turn has come; returns where the next one is whose turn it
   * is, at most `to`. What is learned from a row thus holds from it on, wherever the batch began.
   */
  sample(batch: RecordBatch, from: number, to: number, tick: number): number {
    const rows = this.#rows[0]!
    const rest = rows % SAMPLED_EACH
    const isEarly = rows < SAMPLED_FIRST
    if (isEarly || (rest === 0 && tick !== this.#lookedAt)) {
      this.#lookedAt = tick
      this.#look(batch, from)
    }
    const end = isEarly ? from + 1 : Math.min(from + SAMPLED_EACH - rest, to)
    this.#rows[0] = rows + end - from
    return end
  }

  #look(batch: RecordBatch, row: number): void {
    const { traits } = this
    traits.read(batch, row)
    this.#looked++
    if (traits.referred) this.#referred++
    if (traits.isProgram) this.#programs++
    if (traits.isSignedIn && batch.status[row]! < 400) this.#signedIn++
    this.names?.add(batch, row, row + 1)
  }

  /**
   * Studies one row of a source, of the second `own`, that is busy or sent something of note (noted-rows.ts). True when the source has
   * done enough to be judged by it once more. `total`: requests of the source ever, 0 if it was banned before.
   */
  count(
    batch: RecordBatch,
    row: number,
    id: number,
    tick: number,
    own: number,
    isLively: boolean,
    noted: number,
    total: number,
    evicted: boolean,
  ): boolean {
    const { slots } = this
    const kind = this.#kinds.of(batch, row)
    const isAsset = (kind & ASSET) !== 0
    const notes = noted === PLAIN || isAsset ? 0 : this.#note(batch, row, id, kind, tick, own, evicted)
    let slot = slots.find(id)
    if (slot < 0) {
      // Most quiet sources send hardly anything of note, and many do.
      if (!isLively && noted !== ASKED && !this.#isMuch(notes, total)) return false
      slot = slots.take(id, tick)
    }
    slots.touch(slot, tick, noted === PLAIN ? 0 : 1)
    const segment = slots.segment(slot)
    const base = slots.base(slot)
    this.#moveOn(segment, base, tick)
    this.#counter.count(batch, row, kind, segment, base, tick, own)
    if (isAsset) {
      const isFirst = assetsOf(segment, base, 1) === 1
      if (isFirst && this.#ages.isNew(id, slots.first(slot), evicted)) this.board.addVisitor(own)
      return false
    }
    addPage(segment, base, tick)
    let isDue = false
    for (const span of SPANS) {
      const at = 2 * base + STEPS + span
      const pages = pagesOf(segment, base, span)
      if (!this.#steps.isReached(segment.shorts[at]!, pages)) continue
      segment.shorts[at] = this.#steps.above(pages)
      isDue = true
    }
    return isDue
  }

  /** Whether so many requests of note are worth a look, in one who sent so many in all. */
  #isMuch(notes: number, total: number): boolean {
    if (notes < STUDIED_FROM) return false
    const usual = (NOTED_BEFORE + this.#rows[1]!) / (ROWS_BEFORE + this.#rows[0]!)
    return notes >= Math.min(STUDIED_LAST, Math.min(TIMES_USUAL * usual, MUCH) * total)
  }

  /** What was sampled since it was asked for last. */
  takeSampled(): SampledRows {
    const sampled = {
      rows: this.#looked,
      referred: this.#referred,
      programs: this.#programs,
      signedIn: this.#signedIn,
    }
    if (sampled.rows > 0) this.#looked = this.#referred = this.#programs = this.#signedIn = 0
    return sampled
  }

  /** Counts a request of note, which is no asset, on the board; returns how many the source sent in about an hour. */
  #note(
    batch: RecordBatch,
    row: number,
    id: number,
    kind: number,
    tick: number,
    own: number,
    evicted: boolean,
  ): number {
    this.#rows[1]! += 1
    const memory = this.#memory
    const place = memory.placeOf(id, tick)
    const status = batch.status[row]!
    const note = noteOf(status)
    const isLogin = batch.method[row] === POST && ((kind & LOGIN) !== 0 || isRefusal(status))
    if (note >= 0 || isLogin) {
      const { board } = this
      const isNew = this.#ages.isNew(id, memory.since(place), evicted)
      if (note >= 0) board.addMissing(batch, row, note, own, memory.words, place, isNew)
      if (isLogin) board.addLogin(batch.endpoint[row]!, own, memory.words, place, isNew)
    }
    return memory.count(place, tick)
  }

  /** Null when the source is not studied. */
  of(id: number, tick: number): Studied | null {
    const slot = this.slots.find(id)
    if (slot < 0) return null
    const segment = this.slots.segment(slot)
    const base = this.slots.base(slot)
    this.#moveOn(segment, base, tick)
    const minutes = spanOf(segment, base, 0, tick)
    return { minutes, hours: spanOf(segment, base, 1, tick), first: this.slots.first(slot) }
  }

  /** A source is forgotten, or banned: it begins at nothing when it comes back. */
  forget(id: number): void {
    this.#memory.forget(id)
    this.slots.forget(id)
  }

  /** Empties minutes and what is told of the last minute; hours stay. */
  reset(): void {
    this.board.clear()
    this.slots.each((segment, base) => {
      emptyMinutes(segment, base)
      segment.shorts[2 * base + STEPS] = 0
    })
  }

  #moveOn(segment: StudySegment, base: number, tick: number): void {
    const changed = moveOn(segment, base, tick)
    if (changed === 0) return
    for (const span of SPANS) {
      if (changed & (1 << span))
        segment.shorts[2 * base + STEPS + span] = this.#steps.above(pagesOf(segment, base, span))
    }
  }
}
