import type { Histogram } from '../domain/metric-family.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { SourceText } from '../domain/source.ts'
import { type EpochMilliseconds, SECOND } from '../domain/units.ts'

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** How long bans took from the decision to the firewall's confirmation. Holds no more entries than there are bans that wait for it. */
export class BanLatency {
  readonly #waiting = new Map<SourceText, EpochMilliseconds>()
  readonly #counts = new Array<number>(BOUNDS.length + 1).fill(0)
  #sum = 0

  see(event: EngineEvent, now: EpochMilliseconds): void {
    if (event.type === 'ban') this.#waiting.set(event.ban.address, now)
    else if (event.type === 'unban') this.#waiting.delete(event.lift.ban.address)
  }

  /** A confirmation of a ban that was not just decided, such as one of before the start, says nothing. */
  inForce(address: SourceText, at: EpochMilliseconds): void {
    const decided = this.#waiting.get(address)
    if (decided === undefined) return
    this.#waiting.delete(address)
    const seconds = Math.max(0, at - decided) / SECOND
    const place = BOUNDS.findIndex((bound) => seconds <= bound)
    this.#counts[place < 0 ? BOUNDS.length : place]!++
    this.#sum += seconds
  }

  get histogram(): Histogram {
    return { bounds: BOUNDS, counts: this.#counts, sum: this.#sum }
  }
}
