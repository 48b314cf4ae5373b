import type { TickSummary } from '../../../domain/tick-summary.ts'
import type { Seconds } from '../../../domain/units.ts'

/** Seconds after which one weighs 1/e of the newest. */
const SPAN: Seconds = 3_600
const FEWEST: Seconds = 600
/** Of what arrives so much must be left when no source counts with more than eight a second; from the second share on it is again. */
const LEFT = 0.7
const ENOUGH_LEFT = 0.8

/**
 * Which requests the site's traffic is measured by: of each source at most eight a second, so that one gallery, partner or office is no surge
 * of the site; but all of them where most come through one address, a proxy that hides its clients.
 */
export class SpreadTraffic {
  #spread = 0
  #all = 0
  #seconds = 0
  #takesAll = false

  amount(tick: TickSummary): number {
    return this.#takesAll ? tick.requests : tick.spread
  }

  /** Takes a clean second. When it measures by the others from now on: how many there were of these, and in how many seconds. */
  learn(tick: TickSummary): { readonly amount: number; readonly seconds: Seconds } | null {
    const keep = 1 - 1 / SPAN
    this.#spread = this.#spread * keep + tick.spread
    this.#all = this.#all * keep + tick.requests
    this.#seconds = this.#seconds * keep + 1
    if (this.#seconds < FEWEST) return null
    const takesAll = this.#spread < (this.#takesAll ? ENOUGH_LEFT : LEFT) * this.#all
    if (takesAll === this.#takesAll) return null
    this.#takesAll = takesAll
    return { amount: takesAll ? this.#all : this.#spread, seconds: this.#seconds }
  }

  toJSON() {
    return [this.#spread, this.#all, this.#seconds, this.#takesAll ? 1 : 0]
  }

  restore([spread = 0, all = 0, seconds = 0, takesAll = 0]: readonly number[]): void {
    this.#spread = spread
    this.#all = all
    this.#seconds = seconds
    this.#takesAll = takesAll === 1
  }
}
