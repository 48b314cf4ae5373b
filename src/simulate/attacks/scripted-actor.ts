import { type EpochMilliseconds, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { PartOptions } from '../part.ts'
import type { Actor, Request } from '../request.ts'
import { Pace } from './pace.ts'
import type { Script } from './script.ts'

/** The whole seconds in which an attack is seen in the log: [first, end). */
export function activeSeconds(options: PartOptions): {
  readonly first: EpochMilliseconds
  readonly end: EpochMilliseconds
} {
  const first = Math.ceil(Math.max(options.start, options.from) / SECOND) * SECOND
  return { first, end: Math.floor(Math.min(options.end, options.to) / SECOND) * SECOND }
}

/** Senders of one second after another; the same for the same seed, so that truth can be told before the log is written. */
export class Senders {
  readonly #script: Script
  readonly #first: EpochMilliseconds
  readonly #random: Random
  readonly #pace = new Pace()
  #serial = 0

  constructor(script: Script, options: PartOptions) {
    this.#script = script
    this.#first = activeSeconds(options).first
    this.#random = new Random(options.seed)
  }

  /** An address for each request of the second that begins at `from`. */
  of(from: EpochMilliseconds): readonly string[] {
    const second = (from - this.#first) / SECOND
    const count = this.#pace.take(this.#script.pace(second))
    return Array.from({ length: count }, () => this.#script.sender(this.#serial++, second, this.#random))
  }
}

/** Sends what a script says, within the attack's time only. */
export class ScriptedActor implements Actor {
  readonly #script: Script
  readonly #active: ReturnType<typeof activeSeconds>
  readonly #senders: Senders
  readonly #random: Random
  #serial = 0

  constructor(script: Script, options: PartOptions) {
    this.#script = script
    this.#active = activeSeconds(options)
    this.#senders = new Senders(script, options)
    this.#random = new Random(options.seed + 1)
  }

  second(from: EpochMilliseconds): readonly Request[] {
    if (from < this.#active.first || from >= this.#active.end) return []
    const { jitter = 1 } = this.#script
    const senders = this.#senders.of(from)
    const gap = SECOND / senders.length
    return senders.map((address, i) => ({
      at: from + Math.floor((i + jitter * this.#random.next()) * gap),
      address,
      ...this.#script.exchange(this.#serial++, address, this.#random),
    }))
  }
}
