import type { Seconds } from '../../../domain/units.ts'

const MEMORY: Seconds = 3_000
/** Fewer bare requests for an asset are not believed. */
const LEAST = 0.03
/** A landing page may be so many times as light as other pages: unless this is usual, at most MOST_BARE bare requests for an asset. */
const TOLERANCE = 2.5
const LEAST_TOLERANCE = 1.2
const MOST_BARE = 1.5
/** How fast the law of a crowd is learned, when it is believed, and how exactly it holds from then on. */
const CROWD_MEMORY: Seconds = 60
const CROWD_YOUNG: Seconds = 40
const CROWD_TOLERANCE = 1.4

/**
 * How many bare requests come with each asset when pages are loaded: the slope of one count over the other from minute to minute, so that
 * programs which load no assets at any time do not count.
 */
export class PageLaw {
  #both = 0
  #assets = 0
  #seconds = 0
  #crowd = 0
  #crowdSeconds = 0

  /** `ratio`: all bare requests for all assets, which the slope cannot exceed. */
  slope(ratio: number): number {
    return this.#assets > 0 ? Math.min(ratio, Math.max(LEAST, this.#both / this.#assets)) : ratio
  }

  /** Bare requests that an asset explains at most. */
  tolerated(ratio: number): number {
    const usual = this.slope(ratio)
    const most = Math.max(LEAST_TOLERANCE * usual, Math.min(MOST_BARE, TOLERANCE * usual))
    return this.knowsCrowd ? Math.min(most, CROWD_TOLERANCE * this.#crowd) : most
  }

  /** How far assets and bare requests of 60 s were from their means. */
  learn(assets: number, bare: number): void {
    const weight = Math.max(1 / MEMORY, 1 / ++this.#seconds)
    this.#both += weight * (assets * bare - this.#both)
    this.#assets += weight * (assets ** 2 - this.#assets)
  }

  /** Of a crowd that is about: a crowd has a law of its own, that of the page it came for. */
  learnCrowd(assets: number, bare: number): void {
    const weight = Math.max(1 / CROWD_MEMORY, 1 / ++this.#crowdSeconds)
    this.#crowd += weight * (Math.max(0, bare) / Math.max(1, assets) - this.#crowd)
  }

  /** Whether a crowd is about and its law is known. */
  get knowsCrowd(): boolean {
    return this.#crowdSeconds >= CROWD_YOUNG
  }

  endCrowd(): void {
    this.#crowd = 0
    this.#crowdSeconds = 0
  }
}
