import type { EpochMilliseconds, Milliseconds } from '../domain/units.ts'

/** One simulated request, as a web server would see it. */
export interface Request {
  readonly at: EpochMilliseconds
  readonly address: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly bytes: number
  readonly duration: Milliseconds
  readonly agent: string
  readonly referrer: string
}

/** Somebody who sends requests: asked for one whole second after another, each once and in order. */
export interface Actor {
  /** Requests of the second that begins at `from`, in the order of time. */
  second(from: EpochMilliseconds): readonly Request[]
}
