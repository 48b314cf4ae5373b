import type { EnforcementState } from '../../domain/enforcement.ts'
import { type EpochMilliseconds, type Milliseconds, SECOND } from '../../domain/units.ts'
import type { Clock } from '../../lib/clock.ts'

const FIRST_BACKOFF: Milliseconds = SECOND / 4
const LONGEST_BACKOFF: Milliseconds = 10 * SECOND

/** Whether enforcement works. Each method says whether the state became another one. */
export class Health {
  readonly #clock: Pick<Clock, 'now'>
  #state: EnforcementState
  #error: string | null
  #since: EpochMilliseconds
  #failures = 0
  #inARow = 0

  constructor(isOff: boolean, clock: Pick<Clock, 'now'>) {
    this.#clock = clock
    this.#state = isOff ? 'off' : 'down'
    this.#error = isOff ? null : 'not started yet'
    this.#since = clock.now()
  }

  get told() {
    return { state: this.#state, error: this.#error, since: this.#since, failures: this.#failures }
  }

  get isUp(): boolean {
    return this.#state === 'up'
  }

  /** How long to wait after the failures since the last success. */
  get backoff(): Milliseconds {
    return Math.min(FIRST_BACKOFF * 2 ** Math.min(this.#inARow - 1, 10), LONGEST_BACKOFF)
  }

  succeed(): boolean {
    this.#inARow = 0
    return this.#become('up', null)
  }

  fail(error: string): boolean {
    this.#failures++
    this.#inARow++
    return this.#become('down', error)
  }

  /** Down on purpose: no failure. */
  halt(why: string): boolean {
    return this.#become('down', why)
  }

  /** The first failure of a run is one change, also when it never worked; the reasons of later ones are kept silently. */
  #become(state: EnforcementState, error: string | null): boolean {
    const isChange = this.#state !== state || (state === 'down' && this.#error === 'not started yet')
    this.#error = error
    if (!isChange) return false
    this.#state = state
    this.#since = this.#clock.now()
    return true
  }
}
