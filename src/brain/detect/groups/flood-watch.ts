import type { FindEndpoint } from '../../../domain/ports.ts'
import { EvidenceSum, limitOf } from './evidence-sum.ts'
import type { GroupMoment } from './group-moment.ts'
import { type GroupReport, MOST_TRAIT_NATS, traitNats, traitOf } from './group-report.ts'
import { GroupState } from './group-state.ts'
import { count, usually } from './group-words.ts'
import type { SiteUsual } from './site-usual.ts'

const NEEDED = 32
const MOST_A_PART = 20
/** Bare requests beyond the usual that keep a flood going, in nats. */
const STAYS = 6
/** A group that is smaller, or is less of a burden to the site, is named by other things. */
const FEWEST_MEMBERS = 50
const LEAST_SCALE = 1.5
/** An endpoint that gains this share of all that is too much is what the flood asks for. */
const NARROW = 0.5

/** Pages that fail bring no assets, and people try them again: that is no flood, unless it is one page that fails. */
const FAILED = 0.5
const AGAINST = -12

/** Many sources, none of which stands out, who ask for pages and load nothing that belongs to them. */
export class FloodWatch {
  readonly state = new GroupState()
  readonly #usual: SiteUsual
  readonly #find: FindEndpoint

  constructor(usual: SiteUsual, find: FindEndpoint) {
    this.#usual = usual
    this.#find = find
  }

  see(moment: GroupMoment): GroupReport {
    const { moreNew, bare, newSources } = this.#usual
    if (!this.state.isOn && moreNew < FEWEST_MEMBERS) return this.state.rest(moment.at)
    const sum = this.#weigh(moment)
    const scale = this.#scale()
    const isEnough = sum.isEnough && scale >= LEAST_SCALE && moreNew >= FEWEST_MEMBERS
    const nats = Math.min(scale, this.#traitNats(moment))
    const sighting = {
      at: moment.at,
      since: newSources.since,
      isEnough,
      stays: bare.nats >= STAYS,
      strength: sum.nats + nats,
    }
    return this.state.update(sighting, () => this.#describe(moment, sum, nats))
  }

  #weigh(moment: GroupMoment): EvidenceSum {
    const { concentration, growth, bare, tick } = moment
    const { newSources, bare: bareWatch, moreBare, moreNew, hasAssets } = this.#usual
    const sum = new EvidenceSum(NEEDED)
    const expected = newSources.usual.mean * growth
    sum.add('new-sources', expected + moreNew, expected, 'new sources', newSources.nats, 0, MOST_A_PART)
    sum.add('bare-requests', bare, bare - moreBare, 'requests that are no assets', bareWatch.nats, 0, MOST_A_PART)
    const narrow = Math.min(1, concentration.gainedByFew / Math.max(1, moreBare))
    sum.add('few-endpoints', narrow, NARROW, 'share of what is too much', 4 * Math.log((narrow + 0.01) / NARROW), -6, 3)
    const failed = Math.min(1, tick.serverErrors60 / Math.max(1, moreBare))
    if (failed > FAILED && !this.#isNarrow(moment))
      sum.add('server-errors', failed, 0, 'share of what is too much', AGAINST, AGAINST, 0)
    if (!hasAssets) sum.add('no-assets-usual', 0, 0, 'assets', -4, -4, 0)
    return sum
  }

  /** How far beyond what a link that is passed on, or a program that is rolled out, brings: in nats. */
  #scale(): number {
    const { assets, bare, newSources, moreBare, moreNew } = this.#usual
    const requests = assets.usual.mean + bare.usual.mean
    return 1.5 * Math.log((moreBare + 1e-9) / requests) + Math.log((moreNew + 1e-9) / newSources.usual.mean)
  }

  #isNarrow({ concentration }: GroupMoment): boolean {
    return concentration.bucket !== null && concentration.gained >= NARROW * this.#usual.moreBare
  }

  #traitNats(moment: GroupMoment): number {
    const { concentration, growth } = moment
    const { hasAssets, moreNew, newSources } = this.#usual
    const odds = this.#isNarrow(moment)
      ? traitNats(concentration.gained, concentration.expected)
      : traitNats(moreNew, newSources.usual.mean * growth)
    return hasAssets ? odds : Math.min(odds, MOST_TRAIT_NATS / 2)
  }

  #describe(moment: GroupMoment, sum: EvidenceSum, nats: number): GroupReport {
    const { at, concentration, growth, requests, assets, bare } = moment
    const { newSources, bareForAsset, hasAssets, moreNew, moreBare } = this.#usual
    const { since } = this.state
    const bucket = this.#isNarrow(moment) ? concentration.bucket : null
    const known = bucket === null ? undefined : this.#find(bucket)
    const page = bucket === null ? 'pages' : (known?.text ?? 'one page')
    const expected = newSources.usual.mean * growth
    const observed = expected + moreNew
    const files = hasAssets ? `, who load about ${count(1 / bareForAsset)} files for each request like these` : ''
    const text = `${count(observed)} new addresses in 60 s ask for ${page} and load nothing else; usually ${usually(expected)} new ones come${files}.`
    const limit = limitOf(expected, newSources.usual.dispersion)
    const inputs = { requests60: requests, assets60: assets, bare60: bare, tooMuch60: moreBare, growth }
    const main = { observed, expected, limit, unit: 'new sources' }
    const evidence = sum.evidence('distributed-flood', main, text, inputs)
    return {
      finding: { kind: 'distributed-flood', subject: { type: 'site' }, at, since, evidence },
      trait: traitOf('distributed-flood', known?.hash ?? bucket, `${page}, no assets`, since, nats),
    }
  }
}
