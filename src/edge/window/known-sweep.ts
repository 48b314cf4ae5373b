import type { Seconds } from '../../domain/units.ts'
import type { KnownSources } from './known-sources.ts'
import { BANNED, HIGH, KIND, LAST_SEEN, LOW, META, type SourceEntries } from './source-entries.ts'

/** Every source is come to once in so many seconds. */
export const PASS: Seconds = 10_800
/** It counts as being here when it was, so long ago at most: longer than a pass takes while the table grows. */
const HERE: Seconds = 2 * PASS

/** Tells the known sources who is here, a few at a time: counting itself does nothing for them. */
export class KnownSweep {
  readonly #entries: SourceEntries
  readonly #known: KnownSources
  #hand = 0

  constructor(entries: SourceEntries, known: KnownSources) {
    this.#entries = entries
    this.#known = known
  }

  /** `tick`: the engine's count of seconds, which moved on by `step`. */
  advance(tick: number, step: Seconds): void {
    const { count } = this.#entries
    const looked = Math.min(count, Math.ceil((count * step) / PASS))
    for (let i = 0; i < looked; i++) {
      if (this.#hand >= count) this.#hand = 0
      this.note(this.#hand++, tick)
    }
  }

  /** The source of this slot was here within two hours and is not banned: also said before its entry is forgotten. */
  note(slot: number, tick: number): void {
    const words = this.#entries.words(slot)
    const base = this.#entries.base(slot)
    const meta = words[base + META]!
    if ((meta & BANNED) !== 0 || tick - words[base + LAST_SEEN]! > HERE) return
    this.#known.noteSeen(meta & KIND ? 6 : 4, words[base + HIGH]!, words[base + LOW]!)
  }
}
