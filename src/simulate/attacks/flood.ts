import { type EpochMilliseconds, type Milliseconds, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { Actor, Request } from '../request.ts'

export interface FloodOptions {
  readonly seed: number
  readonly address: string
  /** Requests a second while it lasts. */
  readonly rate: number
  readonly start: EpochMilliseconds
  readonly length: Milliseconds
  /** From the start of one wave to the start of the next. */
  readonly every: Milliseconds
}

/** One source that asks for pages far faster than a person, wave after wave. */
export class Flood implements Actor {
  readonly #options: FloodOptions
  readonly #random: Random

  constructor(options: FloodOptions) {
    this.#options = options
    this.#random = new Random(options.seed)
  }

  second(from: EpochMilliseconds): readonly Request[] {
    const { address, rate, start, length, every } = this.#options
    if (from < start || (from - start) % every >= length) return []
    return Array.from({ length: rate }, (_, i) => ({
      at: from + Math.floor((i * SECOND) / rate),
      address,
      method: 'GET',
      path: `/search?q=${this.#random.below(1_000_000)}`,
      status: 200,
      bytes: 4_000 + this.#random.below(1_000),
      duration: 20 + this.#random.below(60),
      agent: 'python-requests/2.31.0',
      referrer: '',
    }))
  }
}
