import type { StudySummary, TickSummary } from '../../../domain/tick-summary.ts'
import type { EpochMilliseconds, Seconds } from '../../../domain/units.ts'
import { EndpointProfile } from './endpoint-profile.ts'
import type { GroupMoment, TrafficSurge } from './group-moment.ts'
import { LevelWatch } from './level-watch.ts'
import { PageLaw } from './page-law.ts'
import { SlidingSum } from './sliding-sum.ts'
import { UsualCount } from './usual-count.ts'

/** With a smaller share of assets their absence says nothing. */
const TELLING_SHARE = 0.15
/** Requests that have risen so many times, this share of it to one bucket. */
const LEAST_RISE = 1.3
const NARROW = 0.5
/** A crowd teaches nothing of itself while so many nats speak for a flood inside it. */
const DOUBTFUL = 3
/** Page loads that have grown so much, by fewer assets in 60 s than one busy gateway may load, may be a burst of it for so long. */
const GROWN = 1.5
const MOST_OF_ONE = 1_000
const LONG_PATIENCE: Seconds = 90
const PATIENCE: Seconds = 15

/** What is usual of the site as a whole, over 60 s, and by how much more there is now. */
export class SiteUsual {
  readonly assets = new LevelWatch(10)
  readonly bare = new LevelWatch(10)
  readonly clients = new UsualCount(5, 1)
  readonly newSources = new LevelWatch(3)
  /** New sources that load assets, where the edge counts them; all new ones otherwise. */
  readonly visitors = new LevelWatch(3)
  readonly #plain = new UsualCount(10, 1)
  readonly #noted = new SlidingSum()
  readonly #visitors = new SlidingSum()
  readonly #law = new PageLaw()
  readonly #endpoints = new EndpointProfile()
  #plain60 = 0
  #grown: Seconds = 0
  /** Beyond what is usual; of bare requests, beyond what such a growth of page loads explains. */
  moreAssets = 0
  moreBare = 0
  moreNew = 0
  visitors60 = 0
  /** What other groups are known to have sent in the last 60 s, and of how many new sources. */
  toldRequests = 0
  toldSources = 0

  get isYoung(): boolean {
    return this.bare.usual.isYoung
  }

  /** Whether pages of this site bring assets that the log shows. */
  get hasAssets(): boolean {
    return this.assets.usual.mean >= TELLING_SHARE * (this.assets.usual.mean + this.bare.usual.mean)
  }

  /** Bare requests that come with each request for an asset, usually. */
  get bareForAsset(): number {
    return this.#law.slope(this.#ratio)
  }

  see(tick: TickSummary, study: StudySummary, at: EpochMilliseconds, surge: TrafficSurge | null): GroupMoment {
    const requests = tick.requests60 + tick.condemned60
    const assets = this.#assetsOf(tick, requests, Math.min(requests, study.assets60))
    const bare = Math.max(0, requests - assets - this.toldRequests)
    const noted = study.missing + study.refused + study.redirected + study.loginPosts
    this.#plain60 = Math.max(0, requests - this.#noted.add(noted))
    const growth = this.#growth(assets)
    this.moreAssets = this.assets.see(assets, at)
    this.moreBare = this.bare.see(bare, at, this.#bareExplained())
    const newSources60 = Math.max(0, study.newSources60 - this.toldSources)
    this.moreNew = this.newSources.see(newSources60, at, this.newSources.usual.mean * growth)
    // Whoever sends bare requests that pages do not explain is no visitor.
    const visitors = study.newVisitors === undefined ? newSources60 : this.#visitors.add(study.newVisitors)
    const isBurst = this.#sinceGrown(growth) <= (this.moreAssets > MOST_OF_ONE ? PATIENCE : LONG_PATIENCE)
    this.visitors60 = study.newVisitors === undefined && isBurst ? Math.max(0, visitors - this.moreBare) : visitors
    this.visitors.see(this.visitors60, at)
    const concentration = this.#endpoints.see(tick, growth)
    return { tick, study, at, surge, requests, assets, bare, growth, concentration }
  }

  /** `held`: a group is about, of which little is to be learned; `isCrowd`: it is a crowd, and no flood is known in it. */
  learn(moment: GroupMoment, held: boolean, isCrowd: boolean): void {
    if (!isCrowd) this.#law.endCrowd()
    else if (this.bare.nats < DOUBTFUL) this.#law.learnCrowd(this.moreAssets, moment.bare - this.bare.usual.mean)
    const { tick, study, growth } = moment
    if (!held && !this.isYoung)
      this.#law.learn(moment.assets - this.assets.usual.mean, moment.bare - this.bare.usual.mean)
    this.assets.learn(moment.assets, 1, held)
    this.bare.learn(moment.bare, 1, held)
    this.clients.learn(tick.clients60, 1, false, held)
    this.newSources.learn(study.newSources60, 1, held)
    this.visitors.learn(this.visitors60, 1, held)
    this.#plain.learn(this.#plain60, 1, false, held)
    this.#endpoints.learn(tick, growth, held)
  }

  #growth(assets: number): number {
    if (this.isYoung) return 1
    return Math.max(1, this.hasAssets ? assets / this.assets.usual.mean : this.#plain60 / this.#plain.mean)
  }

  /**
   * The edge tells assets by what their bucket usually holds. When one bucket takes most of all that is more, out of all proportion, no
   * pages are loaded, whatever it usually holds: then there are no more assets than usual.
   */
  #assetsOf(tick: TickSummary, requests: number, assets: number): number {
    const usual = this.assets.usual.mean + this.bare.usual.mean
    if (this.isYoung || this.#law.knowsCrowd || requests < LEAST_RISE * usual) return assets
    const { gained } = this.#endpoints.see(tick, requests / usual)
    return gained < NARROW * (requests - usual)
      ? assets
      : Math.min(assets, Math.max(this.assets.usual.mean, assets - gained))
  }

  /** For how long page loads have been half as many again as usual. */
  #sinceGrown(growth: number): Seconds {
    this.#grown = growth < GROWN ? 0 : this.#grown + 1
    return this.#grown
  }

  #bareExplained(): number {
    if (!this.hasAssets) return this.bare.usual.mean
    return this.bare.usual.mean + this.#law.tolerated(this.#ratio) * this.moreAssets
  }

  get #ratio(): number {
    return this.bare.usual.mean / this.assets.usual.mean
  }
}
