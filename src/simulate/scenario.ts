import { type EpochMilliseconds, type Milliseconds, SECOND } from '../domain/units.ts'
import { shortHash } from '../lib/short-hash.ts'
import { CROWD } from './actors/flash-crowd.ts'
import { SILENCING } from './attacks/silence.ts'
import { chooseParts } from './choose-parts.ts'
import type { PartTruth } from './part.ts'
import { benignParts } from './registry.ts'
import type { Actor, Request } from './request.ts'
import { joinTruth, type Truth } from './truth.ts'

/** Who visits the site when nobody says otherwise. */
export const USUAL_PARTS = [
  'browsers',
  'office',
  'crawler',
  'monitor',
  'api-partner',
  'feed-readers',
  'gallery',
  'missing-fonts',
  'phone-backlog',
] as const

/** Everybody whom a site may have to bear day after day: what false bans are counted on. */
export const TEMPTING_PARTS: readonly string[] = benignParts.map(({ name }) => name).filter((name) => name !== CROWD)

/** What is simulated. */
export interface ScenarioOptions {
  readonly seed: number
  /** The log begins at the whole second that holds this time. */
  readonly from: EpochMilliseconds
  readonly length: Milliseconds
  /** Mean requests a second of the people who visit the site; other parts scale with it where that makes sense. */
  readonly rate: number
  /** Names of parts. */
  readonly benign?: readonly string[]
  readonly attack?: readonly string[]
  /** When attacks and troubles begin and end; cut at the ends of the log. */
  readonly start: EpochMilliseconds
  readonly end: EpochMilliseconds
}

/** Parts that act together on one site. The same options give the same requests; a part does not change what others do. */
export class Scenario {
  readonly from: EpochMilliseconds
  readonly to: EpochMilliseconds
  readonly #options: ScenarioOptions
  readonly #benign: readonly Actor[]
  readonly #attacks: readonly Actor[]
  readonly #truths: readonly PartTruth[]
  /** No benign request arrives from the first time to the second. */
  readonly #silence: readonly [EpochMilliseconds, EpochMilliseconds]

  /** Throws UsageError for a part that there is not. */
  constructor(options: ScenarioOptions) {
    const benign = chooseParts('benign', options.benign ?? USUAL_PARTS)
    const attacks = chooseParts('attack', options.attack ?? [])
    this.#options = options
    this.from = Math.floor(options.from / SECOND) * SECOND
    this.to = this.from + options.length
    const start = Math.min(this.to, Math.max(this.from, options.start))
    const end = Math.min(this.to, Math.max(start, options.end))
    const created = [...benign, ...attacks].map((part) =>
      part.create({
        seed: Number.parseInt(shortHash(`${options.seed}/${part.name}`).slice(0, 8), 16),
        from: this.from,
        to: this.to,
        start,
        end,
        rate: options.rate,
      }),
    )
    const actors = created.map(({ actor }) => actor)
    this.#benign = actors.slice(0, benign.length)
    this.#attacks = actors.slice(benign.length)
    this.#truths = created.map(({ truth }) => truth)
    this.#silence = attacks.some(({ name }) => name === SILENCING) ? [start, end] : [this.to, this.to]
  }

  /** All requests of each second, in the order of time. Can be gone through once. */
  *seconds(): Generator<readonly Request[]> {
    const [quiet, loud] = this.#silence
    for (let second = this.from; second < this.to; second += SECOND) {
      const benign = this.#benign.flatMap((actor) => actor.second(second))
      const heard = second + SECOND > quiet ? benign.filter(({ at }) => at < quiet || at >= loud) : benign
      const all = this.#attacks.reduce((sum, actor) => sum.concat(actor.second(second)), heard)
      const due = second + SECOND > this.to ? all.filter(({ at }) => at < this.to) : all
      yield due.sort((a, b) => a.at - b.at)
    }
  }

  truth(): Truth {
    return joinTruth({ seed: this.#options.seed, from: this.from, to: this.to }, this.#truths)
  }
}
