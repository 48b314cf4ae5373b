import type { Seconds } from '../../../domain/units.ts'
import { aNumberIn, fieldsOf, listOf } from '../../../lib/shape.ts'

/** How long a silence has lasted, by class: shorter than 1 s, than 2 s, and so on. Of what is longer than the last nothing is known. */
const SHORTER: readonly Seconds[] = [1, 2, 4, 8, 16]
/** Seconds of a class from which on it is known. */
const ENOUGH = 20
const NONE = -1
/** What was seen a day ago weighs 1/e. */
const KEPT = 1 - 1 / 86_400

/** Seconds of one class: how many, what was expected in them together, and how many were empty. */
interface Seen {
  count: number
  expected: number
  empty: number
}

const seenShape = fieldsOf({ count: aNumberIn(0, 1e9), expected: aNumberIn(0, 1e15), empty: aNumberIn(0, 1e9) })
export const emptySecondsShape = listOf(seenShape, { length: SHORTER.length })

/**
 * How seldom nothing at all comes in a second: after a busy one, and after silences of 1, 2 … 3, 4 … 7 and 8 … 15 s. What has begun goes on more
 * and more surely, for visitors come and go together, so that each has its own share.
 */
export class EmptySeconds {
  #seen: readonly Seen[] = SHORTER.map(() => ({ count: 0, expected: 0, empty: 0 }))
  #length: Seconds = 0

  /**
   * What it says if the next second is empty, in nats. Silences that were hardly ever so long are taken to end as shorter ones do, and those of a
   * second as often as page loads come, of which that many nats are `missing` in a second.
   */
  nats(expected: number, missing: number): number {
    const last = this.#class
    if (last === NONE) return 0
    let nats = natsOf(this.#seen[0]!, expected)
    for (let at = 1; at <= last; at++) {
      const seen = this.#seen[at]!
      const own = natsOf(seen, expected)
      nats = seen.count < ENOUGH ? Math.max(own, at === 1 ? missing : nats) : own
    }
    return nats
  }

  /** Each second in turn; `learns`: there is nothing strange about it. */
  see(isEmpty: boolean, expected: number, learns: boolean): void {
    const seen = this.#seen[this.#class]
    if (learns && seen !== undefined) {
      seen.count = seen.count * KEPT + 1
      seen.expected = seen.expected * KEPT + expected
      seen.empty = seen.empty * KEPT + (isEmpty ? 1 : 0)
    }
    this.#length = isEmpty ? this.#length + 1 : 0
  }

  /** After a gap. */
  resume(): void {
    this.#length = 0
  }

  toJSON(): readonly Seen[] {
    return this.#seen.map((seen) => ({ ...seen }))
  }

  restore(seen: readonly Seen[]): void {
    this.#seen = seen.map((one) => ({ ...one }))
    this.resume()
  }

  get #class(): number {
    return SHORTER.findIndex((end) => this.#length < end)
  }
}

/**
 * One more of both than was seen: the rule of succession (Laplace, 1774). Were visits a Poisson process of rate μ/k, the share of empty seconds
 * would be e^(−μ/k): where less is expected than usually, an empty second says less. Where more is, it says no more: that was not seen.
 */
function natsOf({ count, expected: sum, empty }: Seen, expected: number): number {
  if (sum === 0) return 0
  return Math.log((count + 1) / (empty + 1)) * Math.min(1, (expected * count) / sum)
}
