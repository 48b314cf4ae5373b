import { EvidenceSum } from './evidence-sum.ts'
import type { GroupMoment } from './group-moment.ts'
import { type GroupReport, NOTHING } from './group-report.ts'
import { GroupState } from './group-state.ts'
import { count } from './group-words.ts'
import type { SiteUsual } from './site-usual.ts'

const NEEDED = 26
const MOST_OF_SURGE = 12
const MOST_OF_VISITORS = 16
const MOST_A_PART = 10
/** Traffic, and page loads, must have grown so many times to be a crowd, and page loads must stay above the last. */
const LEAST_GROWTH = 1.5
const STAYS = 1.25
/** Pages must come with assets at least at this part of the usual rate, or it is assets alone that are asked for. */
const LEAST_PAGES = 0.25
/** One of the many may load so many times as much as one usually does. */
const MOST_EACH = 4
/** New visitors must load at least this part of the assets that a visitor usually does. */
const LEAST_EACH = 0.25
const AGAINST = -16

/** A crowd of people: many more visitors than usual, who load pages with all that belongs to them. */
export class CrowdWatch {
  readonly state = new GroupState()
  readonly #usual: SiteUsual

  constructor(usual: SiteUsual) {
    this.#usual = usual
  }

  see(moment: GroupMoment): GroupReport {
    const { surge, growth, at } = moment
    const { assets, hasAssets } = this.#usual
    if (!hasAssets) return NOTHING
    const hasGrown = surge !== null && surge.ratio >= LEAST_GROWTH && growth >= LEAST_GROWTH
    if (!this.state.isOn && !hasGrown) return this.state.rest(at)
    const sum = this.#weigh(moment)
    const isCrowd = hasGrown && sum.isEnough
    const sighting = {
      at,
      since: assets.since,
      isEnough: isCrowd,
      stays: growth >= STAYS && sum.nats > 0,
      strength: sum.nats,
    }
    return this.state.update(sighting, () => this.#describe(moment, sum))
  }

  #weigh({ surge, growth, tick, assets, bare }: GroupMoment): EvidenceSum {
    const usual = this.#usual
    const sum = new EvidenceSum(NEEDED)
    sum.add('traffic', surge?.ratio ?? 1, 1, 'times the expected traffic', surge?.nats ?? 0, 0, MOST_OF_SURGE)
    sum.add('page-loads', growth, 1, 'times the usual page loads', usual.assets.nats, 0, MOST_A_PART)
    const visitors = usual.visitors.usual.mean
    sum.add('new-visitors', usual.visitors60, visitors, 'new visitors', usual.visitors.nats, 0, MOST_OF_VISITORS)
    const pages = (bare - usual.bare.usual.mean) / Math.max(1, usual.moreAssets)
    if (pages < LEAST_PAGES * usual.bareForAsset)
      sum.add('pages', pages, usual.bareForAsset, 'pages for each asset', AGAINST, AGAINST, 0)
    const more = Math.max(1, tick.clients60 - usual.clients.mean)
    const each = usual.assets.usual.mean / usual.clients.mean
    if (usual.moreAssets > MOST_EACH * each * more)
      sum.add('each', usual.moreAssets / more, each, 'assets for each source', AGAINST, AGAINST, 0)
    if (usual.moreAssets < LEAST_EACH * each * (usual.visitors60 - visitors))
      sum.add('bare-visitors', usual.moreAssets, each * usual.visitors60, 'assets', AGAINST, AGAINST, 0)
    const requests = usual.assets.usual.mean + usual.bare.usual.mean
    const errors = tick.errors60 / Math.max(1, assets + bare - requests)
    if (errors > 0.5) sum.add('errors', errors, 0, 'share of what is more', AGAINST, AGAINST, 0)
    return sum
  }

  #describe({ tick, surge, growth, at, requests, assets }: GroupMoment, sum: EvidenceSum): GroupReport {
    const usual = this.#usual
    const expected = usual.assets.usual.mean + usual.bare.usual.mean
    const files = count(1 / usual.bareForAsset)
    const text = `${count(usual.visitors60)} new visitors in 60 s instead of about ${count(usual.visitors.usual.mean)}; they load pages with all that belongs to them, about ${files} files for each, as visitors do: a crowd, nobody to ban.`
    const main = { observed: requests, expected, limit: LEAST_GROWTH * expected, unit: 'requests' }
    const inputs = { requests60: requests, assets60: assets, clients60: tick.clients60, growth, surge }
    const evidence = sum.evidence('flash-crowd', main, text, inputs)
    const { since } = this.state
    return { finding: { kind: 'flash-crowd', subject: { type: 'site' }, at, since, evidence }, trait: null }
  }
}
