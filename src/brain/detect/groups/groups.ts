import type { Finding } from '../../../domain/finding.ts'
import type { FindEndpoint } from '../../../domain/ports.ts'
import type { GroupTrait } from '../../../domain/source-features.ts'
import type { TickSummary } from '../../../domain/tick-summary.ts'
import { type EpochMilliseconds, MINUTE, type Milliseconds, type Seconds } from '../../../domain/units.ts'
import { CrowdWatch } from './crowd-watch.ts'
import { FloodWatch } from './flood-watch.ts'
import type { TrafficSurge } from './group-moment.ts'
import type { GroupReport } from './group-report.ts'
import { LoginWatch } from './login-watch.ts'
import { ScanWatch } from './scan-watch.ts'
import { SiteUsual } from './site-usual.ts'

/** Windows are full after so many ticks. */
const FILLING: Seconds = 60
/** A crowd is the new usual after so long. */
const CROWD_LASTS: Milliseconds = 15 * MINUTE

export interface GroupContext {
  /** What the site's own metrics say of its requests now; null while they are as expected. */
  readonly surge: TrafficSurge | null
  /** Whether this second may teach: false when logs could not be read. */
  readonly learns: boolean
}

export interface GroupFindings {
  readonly findings: readonly Finding[]
  /** What members of groups that are about, or were two minutes ago, have in common. */
  readonly traits: readonly GroupTrait[]
}

const NONE: GroupFindings = { findings: [], traits: [] }

/**
 * Tells what no single source shows: floods, scans and password trials that are shared by many sources, and crowds of people. Says nothing
 * in its first five minutes. Its findings ban nobody, and a trait is never enough to ban by.
 */
export class Groups {
  readonly #find: FindEndpoint
  #usual: SiteUsual
  #flood: FloodWatch
  #crowd: CrowdWatch
  #login: LoginWatch
  #scan: ScanWatch
  #filling = FILLING

  /** `findEndpoint`: what is known of the endpoint of a bucket; without it traits name the bucket. */
  constructor(findEndpoint: FindEndpoint = () => undefined) {
    this.#find = findEndpoint
    this.#usual = new SiteUsual()
    this.#flood = new FloodWatch(this.#usual, this.#find)
    this.#crowd = new CrowdWatch(this.#usual)
    this.#login = new LoginWatch(this.#usual, this.#find)
    this.#scan = new ScanWatch(this.#usual)
  }

  /** Once a sealed second, in order. Nothing is found in ticks without a study. */
  see(tick: TickSummary, at: EpochMilliseconds, { surge, learns }: GroupContext): GroupFindings {
    if (tick.study === null) return NONE
    if (this.#filling > 0) {
      this.#filling--
      return NONE
    }
    const moment = this.#usual.see(tick, tick.study, at, surge)
    const tolerant = moment.growth === 1 ? moment : { ...moment, growth: tolerated(moment.growth) }
    const login = this.#login.see(tolerant)
    const scan = this.#scan.see(tolerant, this.#login.state.isOn ? this.#login.more : 0)
    const flood = this.#flood.see(moment)
    const crowd = this.#crowd.see(moment)
    this.#explain()
    if (learns) {
      const held = this.#holds(at)
      this.#usual.learn(moment, held, this.#crowd.state.isOn)
      this.#scan.learn(tolerant, held)
      this.#login.learn(tolerant, held)
    }
    return isNothing(login) && isNothing(scan) && isNothing(flood) && isNothing(crowd)
      ? NONE
      : together([login, scan, flood, crowd])
  }

  /** What was learned is void. */
  forget(): void {
    this.#usual = new SiteUsual()
    this.#flood = new FloodWatch(this.#usual, this.#find)
    this.#crowd = new CrowdWatch(this.#usual)
    this.#login = new LoginWatch(this.#usual, this.#find)
    this.#scan = new ScanWatch(this.#usual)
    this.#filling = FILLING
  }

  /** What is told of one group is not told of another as well: one cause, one incident. */
  #explain(): void {
    const login = this.#login.state.isOn
    const scan = this.#scan.state.isOn
    this.#usual.toldRequests = (login ? this.#login.requests : 0) + (scan ? this.#scan.requests : 0)
    this.#usual.toldSources = (login ? this.#login.more : 0) + (scan ? this.#scan.more : 0)
  }

  /** Whether a group is about that must not become usual. */
  #holds(at: EpochMilliseconds): boolean {
    if (this.#flood.state.isOn || this.#scan.state.isOn || this.#login.state.isOn) return true
    return this.#crowd.state.isOn && at - this.#crowd.state.began < CROWD_LASTS
  }
}

function isNothing({ finding, trait }: GroupReport): boolean {
  return finding === null && trait === null
}

function together(reports: readonly GroupReport[]): GroupFindings {
  return {
    findings: reports.flatMap(({ finding }) => finding ?? []),
    traits: reports.flatMap(({ trait }) => trait ?? []),
  }
}

/** New people log in and follow dead links more often than others: what grows by them may grow twice as much as page loads do. */
function tolerated(growth: number): number {
  return 2 * growth - 1
}
