import { type EpochMilliseconds, HOUR, MINUTE, type Milliseconds } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'

/** Deletes some of what is too old; true: there may be more. */
export type PruneStep = (now: EpochMilliseconds) => boolean

/** Between two steps, so that reading logs goes on. */
const PAUSE: Milliseconds = 200

/** Prunes each hour, in small steps, and for the first time a minute after the start. */
export class RetentionKeeper {
  readonly #clock: Clock
  readonly #steps: readonly PruneStep[]
  #stopTimer: (() => void) | null = null

  constructor(clock: Clock, steps: readonly PruneStep[]) {
    this.#clock = clock
    this.#steps = steps
  }

  start(): void {
    this.#after(MINUTE)
  }

  stop(): void {
    this.#stopTimer?.()
    this.#stopTimer = null
  }

  #after(delay: Milliseconds): void {
    this.#stopTimer = this.#clock.after(delay, () => {
      const hasMore = this.#steps.map((step) => step(this.#clock.now())).some(Boolean)
      this.#after(hasMore ? PAUSE : HOUR)
    })
  }
}
