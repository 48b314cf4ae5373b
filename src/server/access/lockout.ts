import { HOUR, MINUTE, type Milliseconds, SECOND } from '../../domain/units.ts'
import type { Clock } from '../../lib/clock.ts'

/** Wrong tries that cost nothing: people mistype. */
const FREE = 5
const FIRST_WAIT: Milliseconds = 30 * SECOND
const LONGEST_WAIT: Milliseconds = 15 * MINUTE
/** An address that does not try for so long begins anew. */
const FORGOTTEN: Milliseconds = HOUR
/** Addresses that are remembered; the one that tried longest ago gives way. */
const MOST = 10_000

interface Tries {
  readonly wrong: number
  readonly last: number
  /** Not before this time. */
  readonly until: number
}

/** Makes guessing slow: after some wrong tries an address waits, each time twice as long. */
export class Lockout {
  readonly #clock: Clock
  /** By key of the client, the one that tried longest ago first. */
  readonly #tries = new Map<string, Tries>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Counts a try as wrong, until `succeed` says otherwise: so that tries at the same time all count. Returns 0 when it may be made, else how
   * long to wait; a try that is refused counts for nothing.
   */
  attempt(key: string): Milliseconds {
    const now = this.#clock.now()
    const known = this.#tries.get(key)
    // A clock that was set back must lock nobody out for longer.
    const isKnown = known !== undefined && Math.abs(now - known.last) < FORGOTTEN
    if (isKnown && now < known.until) return Math.min(known.until - now, LONGEST_WAIT)
    const wrong = isKnown ? known.wrong + 1 : 1
    const wait = wrong < FREE ? 0 : Math.min(FIRST_WAIT * 2 ** (wrong - FREE), LONGEST_WAIT)
    this.#tries.delete(key)
    this.#tries.set(key, { wrong, last: now, until: now + wait })
    if (this.#tries.size > MOST) this.#tries.delete(this.#tries.keys().next().value!)
    return 0
  }

  succeed(key: string): void {
    this.#tries.delete(key)
  }

  get size(): number {
    return this.#tries.size
  }
}
