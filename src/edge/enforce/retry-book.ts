import type { SourceText } from '../../domain/source.ts'
import { MINUTE, type Milliseconds, SECOND } from '../../domain/units.ts'

const FIRST: Milliseconds = 5 * SECOND
const LONGEST: Milliseconds = 10 * MINUTE

/** Changes that the enforcer refused, and when each is tried again: after 5 s, then twice as long each time, up to 10 min. */
export class RetryBook {
  readonly #entries = new Map<SourceText, { at: Milliseconds; delay: Milliseconds }>()

  /** True when it is the first refusal in a row. */
  refuse(address: SourceText, now: Milliseconds): boolean {
    const last = this.#entries.get(address)
    const delay = last === undefined ? FIRST : Math.min(2 * last.delay, LONGEST)
    this.#entries.set(address, { at: now + delay, delay })
    return last === undefined
  }

  forget(address: SourceText): void {
    this.#entries.delete(address)
  }

  has(address: SourceText): boolean {
    return this.#entries.has(address)
  }

  waits(address: SourceText, now: Milliseconds): boolean {
    return (this.#entries.get(address)?.at ?? 0) > now
  }

  due(now: Milliseconds): SourceText[] {
    return Array.from(this.#entries).flatMap(([address, { at }]) => (at <= now ? [address] : []))
  }
}
