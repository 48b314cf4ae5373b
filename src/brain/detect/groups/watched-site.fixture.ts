import type { GroupTrait } from '../../../domain/source-features.ts'
import type { Seconds } from '../../../domain/units.ts'
import { Groups } from './groups.ts'
import { RiseWatch } from './rise-watch.ts'
import { TickSite } from './tick-site.fixture.ts'

/** Monday 2026-01-05, 09:00 UTC. */
const FROM = 1_767_603_600
/** How the day goes: least at night, most in the evening; mean 1. */
const day = (second: number) => 1 + 0.6 * Math.sin(((second / 86_400) % 1) * 2 * Math.PI - 2.2)

/** What was found of each kind: seconds after `mark`, or after the start. */
export interface Found {
  readonly first: Seconds
  readonly seconds: number
  readonly text: string
}

/** A site of ticks with `Groups` on it, and a plain stand-in for the site's own metrics. */
export class WatchedSite {
  readonly site: TickSite
  readonly groups = new Groups()
  readonly found = new Map<string, Found>()
  traits: readonly GroupTrait[] = []
  /** When the site's metrics first told of a surge. */
  surgeAt: Seconds | null = null
  readonly #requests = new RiseWatch(0.5)
  readonly #rhythm: boolean
  #now = 0
  #mark = 0

  constructor(seed: number, rate: number, { rhythm = false } = {}) {
    this.site = new TickSite(seed, rate, FROM)
    this.#rhythm = rhythm
  }

  /** What is found from here on counts from here on. */
  mark(): void {
    this.#mark = this.#now
    this.found.clear()
    this.surgeAt = null
  }

  run(seconds: Seconds, more: (site: TickSite, second: Seconds) => void = () => {}): this {
    for (let i = 0; i < seconds; i++) {
      this.site.people(this.#rhythm ? day(FROM + this.#now) : 1)
      more(this.site, i)
      this.#see()
    }
    return this
  }

  #see(): void {
    const tick = this.site.tick()
    const at = tick.second * 1_000
    this.#requests.see(tick.requests, at)
    const nats = this.#requests.nats
    const surge = nats < 16 ? null : { ratio: tick.requests10 / 10 / this.#requests.usual.mean, nats }
    this.#requests.learn(tick.requests, 1, false)
    const since = this.#now++ - this.#mark
    if (surge !== null) this.surgeAt ??= since
    const { findings, traits } = this.groups.see(tick, at, { surge, learns: true })
    for (const { kind, evidence } of findings) {
      const before = this.found.get(kind)
      this.found.set(kind, { first: before?.first ?? since, seconds: (before?.seconds ?? 0) + 1, text: evidence.text! })
    }
    this.traits = traits
  }
}
