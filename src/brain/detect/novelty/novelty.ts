import type { EpochMilliseconds } from '../../../domain/units.ts'
import { NOVELTY_VIEWS, type NoveltyView, NoveltyViews } from './novelty-views.ts'
import { RecordTail } from './record-tail.ts'

/** Points after a surprise during which only what is more surprising counts. */
const REFRACTORY = 100
/** Greater values are taken for this one, so that no sum of squares overflows. */
const HUGEST = 1e150
/** Nats that are scored 0.5. */
const HALF_SCORED = 3

export interface NoveltyVerdict {
  /** 0–1, higher is more anomalous: surprise / (surprise + 3). */
  readonly score: number
  /** Nats, 0–300: how far the point exceeds the records of all views, together; 0 when one of the 100 points before was more surprising. */
  readonly surprise: number
  /** The view that is surprised most; null when none is. */
  readonly view: NoveltyView | null
}

/**
 * How far each point of one series exceeds everything before it, summed over ten views. Needs no tuning: each view is measured
 * by the tail of its own records. Takes some 80 KiB a series, however long, and 1–2 µs a point. Silent for the first hundred points.
 */
export class Novelty {
  readonly #views = new NoveltyViews()
  readonly #records = NOVELTY_VIEWS.map(() => new RecordTail())
  /** The last surprise, and points that it still holds for. */
  #echo = 0
  #held = 0

  /**
   * Judges a point by those before it and learns it. `at`: its time; without times there is no season. Points may be missing.
   * Throws RangeError for a value or a time that is no finite number.
   */
  see(value: number, at?: EpochMilliseconds): NoveltyVerdict {
    if (!Number.isFinite(value)) throw new RangeError(`value: a finite number, not ${value}; leave missing points out`)
    if (at !== undefined && !Number.isFinite(at)) throw new RangeError(`at: epoch milliseconds, not ${at}`)
    const point = Math.max(-HUGEST, Math.min(HUGEST, value))
    const { values, lessons, grains } = this.#views
    this.#views.look(point, at)
    let total = 0
    let most = 0
    let view: NoveltyView | null = null
    for (let i = 0; i < NOVELTY_VIEWS.length; i++) {
      const seen = values[i]!
      if (Number.isNaN(seen)) continue
      const record = this.#records[i]!
      const nats = record.surprise(seen, grains[i]!)
      if (!Number.isNaN(lessons[i]!)) record.learn(lessons[i]!)
      total += nats
      if (nats > most) {
        most = nats
        view = NOVELTY_VIEWS[i]!
      }
    }
    this.#views.learn(point, at)
    const surprise = this.#heard(total)
    return { score: surprise / (surprise + HALF_SCORED), surprise, view: surprise > 0 ? view : null }
  }

  #heard(total: number): number {
    if (this.#held > 0 && --this.#held === 0) this.#echo = 0
    if (total <= this.#echo) return 0
    this.#echo = total
    this.#held = REFRACTORY
    return total
  }
}
