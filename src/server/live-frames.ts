import type { SiteDesk } from '../domain/site-desk.ts'
import type { SiteFrame } from '../domain/site-frame.ts'
import { type EpochSeconds, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { publicFrame } from './public-frame.ts'

/** Frames of different beginnings that are made in a second: each costs some milliseconds. */
const MOST_A_SECOND = 16

/** Who looks: somebody who may read all, or anybody. */
export type Audience = 'site' | 'public'

/** A frame and its text for each audience, which is made once, however many look. */
export class LiveFrame {
  readonly id: EpochSeconds
  readonly #frame: SiteFrame
  readonly #publicName: string
  readonly #json: Partial<Record<Audience, string>> = {}
  readonly #events: Partial<Record<Audience, Buffer>> = {}

  constructor(frame: SiteFrame, publicName: string) {
    this.id = frame.id
    this.#frame = frame
    this.#publicName = publicName
  }

  json(audience: Audience): string {
    this.#json[audience] ??= JSON.stringify(
      audience === 'site' ? this.#frame : publicFrame(this.#frame, this.#publicName),
    )
    return this.#json[audience]
  }

  /** As a server-sent event: JSON holds no line end. */
  event(audience: Audience): Buffer {
    const name = audience === 'site' ? 'frame' : 'public'
    this.#events[audience] ??= Buffer.from(`id: ${this.id}\nevent: ${name}\ndata: ${this.json(audience)}\n\n`)
    return this.#events[audience]
  }
}

/** Asks the site for frames, and not more often than needed, whoever asks how often. */
export class LiveFrames {
  readonly #site: SiteDesk
  readonly #clock: Clock
  readonly #publicName: string
  #newest: LiveFrame | null = null
  #madeAt = 0
  /** By the second after which their points are; of the second that began at `#second`. */
  readonly #later = new Map<EpochSeconds, LiveFrame>()
  #second = 0

  /** `publicName`: what everybody may know the site by. */
  constructor(site: SiteDesk, clock: Clock, publicName: string) {
    this.#site = site
    this.#clock = clock
    this.#publicName = publicName
  }

  /** A new one. `since`: points are those after this second. */
  make(since: EpochSeconds | null): LiveFrame {
    const frame = since === null ? this.#site.frame() : this.#site.frame(since)
    this.#newest = new LiveFrame(frame, this.#publicName)
    this.#madeAt = this.#clock.now()
    return this.#newest
  }

  /** At most a second old. */
  newest(): LiveFrame {
    const age = this.#clock.now() - this.#madeAt
    return this.#newest !== null && age >= 0 && age < SECOND ? this.#newest : this.make(null)
  }

  /** With the points after `since`; null when too many were asked for in this second. */
  after(since: EpochSeconds): LiveFrame | null {
    const now = this.#clock.now()
    if (Math.abs(now - this.#second) >= SECOND) {
      this.#second = now
      this.#later.clear()
    }
    const known = this.#later.get(since)
    if (known !== undefined || this.#later.size >= MOST_A_SECOND) return known ?? null
    const made = new LiveFrame(this.#site.frame(since), this.#publicName)
    this.#later.set(since, made)
    return made
  }
}
