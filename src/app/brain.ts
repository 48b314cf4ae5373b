import { SiteBaselines } from '../brain/baseline/site-baselines.ts'
import { AllowList } from '../brain/decide/allow-list.ts'
import { Brake } from '../brain/decide/brake.ts'
import { BanLedger } from '../brain/decide/ledger.ts'
import { Orders } from '../brain/decide/orders.ts'
import { Policy } from '../brain/decide/policy.ts'
import type { Safeguards } from '../brain/decide/safeguards.ts'
import { Tightened } from '../brain/decide/tightened.ts'
import { reasonText } from '../brain/explain/reason.ts'
import { redactLine } from '../brain/explain/redact.ts'
import { IncidentTracker } from '../brain/incident/tracker.ts'
import type { Config } from '../config/schema.ts'
import type { Ban, Lift } from '../domain/ban.ts'
import type { Baseline } from '../domain/baseline.ts'
import type { Decision, Judgement, SparedBecause } from '../domain/decision.ts'
import { type Evidence, type Finding, subjectText } from '../domain/finding.ts'
import type { Incident } from '../domain/incident.ts'
import type { Crossing, Limits, Surge } from '../domain/limits.ts'
import type {
  BanState,
  CrossingJudge,
  EngineEvent,
  EventSink,
  FindEndpoint,
  LimitReader,
  NetworkTraffic,
  TightenedSources,
} from '../domain/ports.ts'
import type { RememberedChange } from '../domain/remembered.ts'
import type { SourceFeatures } from '../domain/source-features.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import type { EpochMilliseconds, EpochSeconds, Milliseconds, Seconds } from '../domain/units.ts'
import { networkCase } from './network-case.ts'
import type { Band, Incidents, Profile } from './profile.ts'
import { profileFor } from './profile-for.ts'
import { safeguardsFor } from './safeguards-for.ts'

export interface BrainOptions {
  readonly config: Config
  /** Addresses of this machine, never banned; empty in a replay. */
  readonly ownAddresses: readonly string[]
  readonly events: EventSink
  readonly bans: BanState
  /** Engine time, or the wall before there is any. */
  readonly now: () => EpochMilliseconds
  readonly sources: TightenedSources
  readonly findEndpoint: FindEndpoint
  readonly trafficOf: NetworkTraffic
  /** Takes what must outlive the process, before anything else follows from it. */
  readonly onChange?: (change: RememberedChange) => void
  readonly onProtected: (address: string, because: SparedBecause, crossing: Crossing) => void
  readonly onSpared?: (address: string, because: SparedBecause) => void
  readonly onDetectorFailure: (detector: string, error: Error) => void
}

/** The parts of the brain, joined: ticks and crossings in, decisions and events out, in log time only. */
export class Brain implements CrossingJudge, LimitReader {
  readonly ledger: BanLedger
  readonly allowList = new AllowList()
  readonly orders: Orders
  readonly policy: Policy
  readonly tracker: IncidentTracker
  readonly tightened: Tightened
  /** Nothing is told. */
  muted = false
  /** Looks on at each verdict. */
  onJudged: ((crossing: Crossing, verdict: Judgement) => void) | undefined
  /** What passes is learned from; false while the site is not seen. */
  learns = true
  /** When live reading began: what is older than that by more than its window is learned from and counted, and bans nobody. */
  startedAt: EpochMilliseconds = Number.NEGATIVE_INFINITY
  #config: Config
  #safeguards: Safeguards
  /** Up to this second the site was learned by another engine: seconds that come again teach only what it did not hand over. */
  recalledTo: EpochSeconds = Number.NEGATIVE_INFINITY
  /** The newest second that was learned from. */
  learnedTo: EpochSeconds = Number.NEGATIVE_INFINITY
  #profile: Profile
  #limits: Limits
  readonly baselines: SiteBaselines
  readonly #options: BrainOptions
  #bans = 0

  constructor(options: BrainOptions) {
    const { config } = options
    this.#options = options
    this.#config = config
    const seconds = (length: number) => length / 1_000
    this.baselines = new SiteBaselines(seconds(config.baseline.span), seconds(config.baseline.every))
    this.#safeguards = safeguardsFor(config, options.ownAddresses, this.allowList)
    this.ledger = new BanLedger(config.bans.decay)
    this.ledger.onChange = (change) => this.#changed(change)
    this.tracker = new IncidentTracker(config.incidents.resolve_after, reasonText)
    this.#profile = this.#profileFor(config)
    this.#limits = this.#profile.limits()
    this.policy = new Policy({
      ledger: this.ledger,
      safeguards: this.#safeguards,
      ladder: config.bans.ladder,
      review: config.bans.review,
      brake: new Brake(config.bans.brake),
      isTooOld: ({ at, window }) => at < this.startedAt - window * 1_000,
      verdictOf: (crossing) => {
        const verdict = this.#profile.verdict(crossing)
        this.onJudged?.(crossing, verdict)
        return verdict
      },
      reasonOf: reasonText,
      sampleOf: redactLine,
      report: (finding) => this.report(finding),
      onProtected: (...notice) => this.muted || options.onProtected(...notice),
      onSpared: (...spared) => this.muted || options.onSpared?.(...spared),
    })
    this.tightened = new Tightened(options.sources)
    this.orders = new Orders({
      ledger: this.ledger,
      allowList: this.allowList,
      safeguards: () => this.#safeguards,
      review: () => this.#config.bans.review,
      now: options.now,
      banned: (ban) => this.#banned(ban),
      lifted: (lift) => this.#lifted(lift),
      onChange: (change) => this.#changed(change),
    })
  }

  /** Bans made so far. */
  get bans(): number {
    return this.#bans
  }

  get profile(): Profile {
    return this.#profile
  }

  /** How far back the baseline reaches. */
  get span(): Seconds {
    return this.#config.baseline.span / 1_000
  }

  limits(): Limits {
    this.#limits = this.#profile.limits()
    return this.#limits
  }

  /** Mean and deviation of a metric; null while there is none. */
  baseline(metric: string): Baseline | null {
    return this.baselines.any(metric)
  }

  /** What is made of a source, in words; null when only its limits count. */
  describe(features: SourceFeatures): string | null {
    return this.#profile.describe?.(features) ?? null
  }

  /** Between what a metric is expected to be; null while that is not known. */
  band(metric: string): Band | null {
    return this.#profile.band(metric)
  }

  /** Reckons the evidence of a ban anew from what it carries; null when it carries too little. */
  recompute(ban: Ban): { readonly kind: string; readonly nats: number } | null {
    return this.#profile.recompute?.(ban.evidence) ?? null
  }

  surge(surge: Surge): boolean {
    return this.tightened.add(surge)
  }

  protectedRange(source: Crossing['source']) {
    return this.#safeguards.protectedRange(source)
  }

  judge(crossing: Crossing): Decision {
    return this.#carryOut(this.policy.judge(crossing))
  }

  #carryOut(decision: Decision): Decision {
    if (decision.action === 'ban') {
      this.#profile.banned?.(decision.ban)
      this.#banned(decision.ban)
    }
    return decision
  }

  #banned(ban: Ban): void {
    this.#bans++
    this.tightened.drop(ban.address, ban.at)
    this.#options.bans.put(ban)
    this.#emit({ type: 'ban', ban })
  }

  #lifted(lift: Lift): void {
    this.#options.bans.remove(lift)
    this.#emit({ type: 'unban', lift })
  }

  /** Expires bans and resolves incidents that fall due up to `now`, told in the order of their time. */
  settle(now: EpochMilliseconds): void {
    if (this.allowList.nextExpiry() <= now) this.orders.expireAllowed(now)
    for (;;) {
      const expiry = this.ledger.nextExpiry()
      const resolution = this.tracker.nextResolution()
      if (Math.min(expiry, resolution) > now) return
      if (resolution < expiry) {
        for (const incident of this.tracker.advance(resolution)) this.#emit({ type: 'incident', incident })
        continue
      }
      for (const lift of this.ledger.expire(expiry)) this.#lifted(lift)
    }
  }

  /** A second is sealed at `at`: detect on what is left after bans, decide, learn last. */
  seal(tick: TickSummary, at: EpochMilliseconds): void {
    if (tick.second <= this.recalledTo) this.#profile.again(tick, at, this.learns)
    else {
      this.#profile.seal(tick, at, this.learns)
      this.learnedTo = tick.second
    }
    this.tightened.review(at, this.#limits.errorShare)
  }

  /** Lines of the site cannot be read, or none come where there should be some. */
  blind(at: EpochMilliseconds, evidence: Evidence): void {
    this.settle(at)
    this.report({ kind: 'blind', subject: { type: 'site' }, at, evidence })
  }

  /** Nothing is known of the last half hour, or its clock was wrong: what was learned is void. */
  forget(): void {
    this.#profile.forget()
    this.recalledTo = Number.NEGATIVE_INFINITY
    this.learnedTo = Number.NEGATIVE_INFINITY
  }

  /** Ends all bans and incidents without a word, offences included: they were made to learn by. */
  pardon(): void {
    for (const ban of [...this.ledger.bans()]) {
      const lift = this.ledger.lift(ban.address, ban.at, 'manual', true)
      if (lift !== undefined) this.#options.bans.remove(lift)
    }
    this.tracker.clear()
    this.#bans = 0
  }

  /** The log's clock moved by `by` without time passing: bans and incidents keep their remaining time. */
  shift(by: Milliseconds): void {
    this.ledger.shift(by)
    this.allowList.shift(by)
    this.tracker.shift(by)
  }

  /** Takes new rules; bans in force end as they were announced, unless their source is protected now. */
  reload(config: Config, now: EpochMilliseconds): void {
    const before = this.#config
    this.#config = config
    if (config.profile === before.profile) this.#profile.reload(config)
    else this.#profile = this.#profileFor(config)
    this.#safeguards = safeguardsFor(config, this.#options.ownAddresses, this.allowList)
    this.ledger.decay = config.bans.decay
    this.tracker.resolveAfter = config.incidents.resolve_after
    this.policy.reload({
      safeguards: this.#safeguards,
      brake: new Brake(config.bans.brake),
      ladder: config.bans.ladder,
      review: config.bans.review,
    })
    this.orders.liftProtected(now)
  }

  #changed(change: RememberedChange): void {
    if (!this.muted) this.#options.onChange?.(change)
  }

  #emit(event: EngineEvent): void {
    if (!this.muted) this.#options.events.emit(event)
  }

  /** Takes a finding of whatever kind, and gives the incident that it belongs to. */
  report(finding: Finding): Incident {
    const { incident, changed } = this.tracker.fire(finding)
    if (changed) this.#emit({ type: 'incident', incident })
    return incident
  }

  #profileFor(config: Config): Profile {
    const incidents: Incidents = {
      isOpen: (kind, subject) => this.tracker.isOpen(kind, subject),
      fire: (finding) => this.report(finding),
      join: (host, finding) => this.tracker.join(host, finding),
      ban: (finding) => {
        if (this.ledger.get(subjectText(finding.subject)) !== undefined) return
        const asked = networkCase(finding, this.#options.trafficOf)
        if (asked !== null) this.#carryOut(this.policy.decide(asked.crossing, asked.judgement))
      },
    }
    const { findEndpoint, onDetectorFailure } = this.#options
    return profileFor({ config, incidents, baselines: this.baselines, findEndpoint, onDetectorFailure })
  }
}
