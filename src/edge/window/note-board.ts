import type { RecordBatch } from '../../domain/record-batch.ts'
import { prefixOf } from '../../domain/source-prefix.ts'
import type { StudySummary } from '../../domain/tick-summary.ts'
import {
  LOGIN_ROWS,
  LOGIN_SOURCES,
  MISSING_ROWS,
  MISSING_SOURCES,
  NEW_VISITORS,
  NoteCounts,
  REDIRECTED_ROWS,
  REFUSED_ROWS,
} from './note-counts.ts'
import { LOGIN_AT, MISSING_AT } from './note-memory.ts'
import type { NoteRoom } from './note-room.ts'
import { SharedCounts } from './shared-counts.ts'
import { KIND } from './source-entries.ts'

/** What is told beside. */
export type OtherSummary = Pick<StudySummary, 'newSources' | 'newSources60' | 'assets60' | 'sampled' | 'census'>

/** Column of the rows that were answered so; -1 when that is not of note. */
export function noteOf(status: number): number {
  if (status === 404 || status === 410 || status === 400 || status === 405) return MISSING_ROWS
  if (status === 403) return REFUSED_ROWS
  return status >= 300 && status < 400 && status !== 304 ? REDIRECTED_ROWS : -1
}

/** The requests of note of the whole site, by second, by network and by endpoint. */
export class NoteBoard {
  readonly #counts: NoteCounts
  readonly #prefixes: SharedCounts
  readonly #endpoints = new SharedCounts()

  constructor(room: NoteRoom) {
    this.#counts = new NoteCounts(room)
    this.#prefixes = new SharedCounts(room.prefixes)
  }

  /** A request answered so that `noteOf` has a column for it; `words` from `base` on is the place of the source in the note memory. */
  addMissing(
    batch: RecordBatch,
    row: number,
    note: number,
    tick: number,
    words: Uint32Array,
    base: number,
    isNew: boolean,
  ) {
    const before = words[base + MISSING_AT]!
    this.#counts.add(note, tick)
    this.#prefixes.add(prefixAt(batch, row), tick, before >>> 1)
    words[base + MISSING_AT] = this.#counts.move(MISSING_SOURCES, tick, before, isNew)
  }

  addLogin(endpoint: number, tick: number, words: Uint32Array, base: number, isNew: boolean) {
    const before = words[base + LOGIN_AT]!
    this.#counts.add(LOGIN_ROWS, tick)
    this.#endpoints.add(endpoint, tick, before >>> 1)
    words[base + LOGIN_AT] = this.#counts.move(LOGIN_SOURCES, tick, before, isNew)
  }

  /** A new source asked for its first asset. */
  addVisitor(tick: number) {
    this.#counts.add(NEW_VISITORS, tick)
  }

  /** Of the second `tick` and the minute that ends with it; `newest` is the engine's second. */
  summary(tick: number, newest: number, other: OtherSummary): StudySummary {
    const counts = this.#counts
    const { missing, newMissing, logins, newLogins } = counts.within60(tick, newest)
    return {
      newSources: other.newSources,
      newSources60: other.newSources60,
      assets60: other.assets60,
      newVisitors: counts.of(NEW_VISITORS, tick),
      missing: counts.of(MISSING_ROWS, tick),
      refused: counts.of(REFUSED_ROWS, tick),
      redirected: counts.of(REDIRECTED_ROWS, tick),
      missingSources60: missing,
      newMissingSources60: newMissing,
      loginPosts: counts.of(LOGIN_ROWS, tick),
      loginSources60: logins,
      newLoginSources60: newLogins,
      missingPrefixes: missing === 0 ? [] : this.#prefixes.top(tick),
      loginEndpoints: logins === 0 ? [] : this.#endpoints.top(tick),
      sampled: other.sampled,
      census: other.census,
    }
  }

  clear(): void {
    this.#counts.clear()
    this.#prefixes.clear()
    this.#endpoints.clear()
  }
}

function prefixAt({ flags, keyHigh, keyLow }: RecordBatch, row: number): number {
  return prefixOf({ kind: flags[row]! & KIND ? 6 : 4, high: keyHigh[row]!, low: keyLow[row]! })
}
