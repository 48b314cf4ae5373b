import { prefixText } from '../../../domain/source-prefix.ts'
import { type EvidenceSum, limitOf } from './evidence-sum.ts'
import type { GroupMoment } from './group-moment.ts'
import { type GroupReport, traitNats, traitOf } from './group-report.ts'
import { GroupState } from './group-state.ts'
import { count, usually } from './group-words.ts'
import { LevelWatch } from './level-watch.ts'
import { type Members, weighMembers } from './member-evidence.ts'
import { RiseWatch } from './rise-watch.ts'
import type { SiteUsual } from './site-usual.ts'
import { SlidingSum } from './sliding-sum.ts'

const FEWEST_MEMBERS = 15
const STAYS = 5
/** An endpoint that gains this share of all that is missing is a page that is gone, not a scan. */
const ONE_PAGE = 0.6
/** A prefix is a trait of the group when it holds this share of it. */
const NEIGHBOURS = 0.2
const AGAINST = -16

/** Many new sources that ask for a few pages each which are missing, refused or answered by a redirect. */
export class ScanWatch {
  readonly state = new GroupState()
  readonly #usual: SiteUsual
  /** Missing and refused a second, and redirected: where redirects are ordinary, they would hide the others. */
  readonly #missing = new RiseWatch(0.05)
  readonly #redirected = new RiseWatch(0.1)
  readonly #missing60 = new SlidingSum()
  readonly #redirected60 = new SlidingSum()
  readonly #sources = new LevelWatch(3)
  #missingNow = 0
  #sourcesNow = 0
  /** Requests of the last 60 s beyond the usual, and their new sources. */
  requests = 0
  more = 0

  constructor(usual: SiteUsual) {
    this.#usual = usual
  }

  /** `elsewhere`: new sources of the last 60 s that are of another group. */
  see(moment: GroupMoment, elsewhere: number): GroupReport {
    const { study, at, growth } = moment
    this.#missingNow = study.missing + Math.max(0, study.refused - study.loginPosts)
    this.#sourcesNow = Math.max(0, study.newMissingSources60 - elsewhere)
    this.#missing.see(this.#missingNow, at, growth)
    this.#redirected.see(study.redirected, at, growth)
    const missing60 = this.#missing60.add(this.#missingNow)
    const redirected60 = this.#redirected60.add(study.redirected)
    const more = this.#sources.see(this.#sourcesNow, at, this.#sources.usual.mean * growth)
    const isRedirected = this.#redirected.nats > this.#missing.nats
    const members = {
      rate: isRedirected ? this.#redirected : this.#missing,
      requests60: isRedirected ? redirected60 : missing60,
      sources: this.#sources,
      sources60: this.#sourcesNow,
      more,
      unit: isRedirected ? 'redirected requests' : 'missing pages',
    }
    return this.#judge(moment, members)
  }

  learn({ study, growth }: GroupMoment, held: boolean): void {
    this.#missing.learn(this.#missingNow, growth, held)
    this.#redirected.learn(study.redirected, growth, held)
    this.#sources.learn(this.#sourcesNow, growth, held)
  }

  #judge(moment: GroupMoment, members: Members): GroupReport {
    const { at, growth, concentration } = moment
    const { more, requests60, rate } = members
    this.more = more
    this.requests = Math.max(0, requests60 - 60 * rate.usual.mean * growth)
    if (!this.state.isOn && more < FEWEST_MEMBERS) return this.state.rest(at)
    const sum = weighMembers(moment, this.#usual, members)
    const onOne = Math.min(1, concentration.gained / Math.max(1, this.requests))
    if (onOne > ONE_PAGE) sum.add('one-page', onOne, 0, 'share of one page', AGAINST, AGAINST, 0)
    const isEnough = sum.isEnough && more >= FEWEST_MEMBERS
    const nats = traitNats(more, this.#sources.usual.mean * growth)
    const sighting = {
      at,
      since: this.#sources.since,
      isEnough,
      stays: this.#sources.nats >= STAYS,
      strength: sum.nats + nats,
    }
    return this.state.update(sighting, () => this.#describe(moment, members, sum, nats))
  }

  #describe(moment: GroupMoment, members: Members, sum: EvidenceSum, nats: number): GroupReport {
    const { at, growth, study } = moment
    const { more, requests60, unit } = members
    const { since } = this.state
    const { mean, dispersion } = this.#sources.usual
    const expected = mean * growth
    const shared = study.missingPrefixes.filter(({ sources }) => sources >= NEIGHBOURS * more)
    const nets = shared.map(({ value }) => prefixText(value)).join(', ')
    const each = Math.max(1, this.requests / Math.max(1, more))
    const text = `${count(this.#sourcesNow)} new addresses in 60 s ask for ${unit}, about ${count(each)} each${nets && `, many of them from ${nets}`}; usually ${usually(expected)} do.`
    const limit = limitOf(expected, dispersion)
    const main = { observed: this.#sourcesNow, expected, limit, unit: 'new sources' }
    const inputs = { requests60, more, growth, newSources60: study.newSources60 }
    const evidence = sum.evidence('distributed-scan', main, text, inputs)
    return {
      finding: { kind: 'distributed-scan', subject: { type: 'site' }, at, since, evidence },
      trait: traitOf('distributed-scan', null, `${unit}${nets && ` from ${nets}`}`, since, nats),
    }
  }
}
