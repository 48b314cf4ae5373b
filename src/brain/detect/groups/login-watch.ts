import { endpointBucket } from '../../../domain/endpoint-bucket.ts'
import type { FindEndpoint } from '../../../domain/ports.ts'
import { type EvidenceSum, limitOf } from './evidence-sum.ts'
import type { GroupMoment } from './group-moment.ts'
import { type GroupReport, traitNats, traitOf } from './group-report.ts'
import { GroupState } from './group-state.ts'
import { count, usually } from './group-words.ts'
import { LevelWatch } from './level-watch.ts'
import { weighMembers } from './member-evidence.ts'
import { RiseWatch } from './rise-watch.ts'
import type { SiteUsual } from './site-usual.ts'
import { SlidingSum } from './sliding-sum.ts'

const FEWEST_MEMBERS = 15
const STAYS = 5
/** An endpoint with this share of the posts is the one that is tried. */
const MOSTLY = 0.5

/** Many new sources that try passwords, each of them seldom. */
export class LoginWatch {
  readonly state = new GroupState()
  readonly #usual: SiteUsual
  readonly #find: FindEndpoint
  readonly #posts = new RiseWatch(0.05)
  readonly #posts60 = new SlidingSum()
  readonly #sources = new LevelWatch(3)
  /** Requests of the last 60 s beyond the usual, and their new sources. */
  requests = 0
  more = 0

  constructor(usual: SiteUsual, find: FindEndpoint) {
    this.#usual = usual
    this.#find = find
  }

  see(moment: GroupMoment): GroupReport {
    const { study, at, growth } = moment
    this.#posts.see(study.loginPosts, at, growth)
    const requests60 = this.#posts60.add(study.loginPosts)
    const expected = this.#sources.usual.mean * growth
    const sources60 = study.newLoginSources60
    this.requests = Math.max(0, requests60 - 60 * this.#posts.usual.mean * growth)
    this.more = this.#sources.see(sources60, at, expected)
    if (!this.state.isOn && this.more < FEWEST_MEMBERS) return this.state.rest(at)
    const members = { rate: this.#posts, requests60, sources: this.#sources, sources60, more: this.more }
    const sum = weighMembers(moment, this.#usual, { ...members, unit: 'logins' })
    const isEnough = sum.isEnough && this.more >= FEWEST_MEMBERS
    const stays = this.#posts.nats >= STAYS && study.loginSources60 >= FEWEST_MEMBERS + expected
    const nats = traitNats(this.more, expected)
    const sighting = { at, since: this.#sources.since, isEnough, stays, strength: sum.nats + nats }
    return this.state.update(sighting, () => this.#describe(moment, requests60, sum, nats))
  }

  learn({ study, growth }: GroupMoment, held: boolean): void {
    this.#posts.learn(study.loginPosts, growth, held)
    this.#sources.learn(study.newLoginSources60, growth, held)
  }

  #describe({ at, study, growth }: GroupMoment, requests60: number, sum: EvidenceSum, nats: number): GroupReport {
    const { since } = this.state
    const { mean, dispersion } = this.#sources.usual
    const expected = mean * growth
    const sources60 = study.newLoginSources60
    const top = study.loginEndpoints[0]
    const endpoint = top !== undefined && top.requests >= MOSTLY * requests60 ? top.value : null
    const where = endpoint === null ? 'a login' : (this.#find(endpointBucket(endpoint))?.text ?? 'one login')
    const each = Math.max(1, requests60 / Math.max(1, study.loginSources60))
    const text = `${count(sources60)} new addresses in 60 s post to ${where}, about ${count(each)} each; usually ${usually(expected)} do.`
    const main = { observed: sources60, expected, limit: limitOf(expected, dispersion), unit: 'new sources' }
    const inputs = { requests60, more: this.more, growth, newSources60: study.newSources60 }
    const evidence = sum.evidence('credential-stuffing', main, text, inputs)
    return {
      finding: { kind: 'credential-stuffing', subject: { type: 'site' }, at, since, evidence },
      trait: traitOf('credential-stuffing', endpoint, `POST ${where}`, since, nats),
    }
  }
}
