import type { Ban } from '../../domain/ban.ts'
import type { Decision, Judgement, SparedBecause } from '../../domain/decision.ts'
import type { Evidence, Finding, Subject } from '../../domain/finding.ts'
import type { Incident } from '../../domain/incident.ts'
import type { Crossing } from '../../domain/limits.ts'
import type { CrossingJudge } from '../../domain/ports.ts'
import { type EpochMilliseconds, MINUTE, type Milliseconds } from '../../domain/units.ts'
import { formatSource } from '../../lib/ip-address.ts'
import { shortHash } from '../../lib/short-hash.ts'
import type { Brake } from './brake.ts'
import { durationOf, type Ladder } from './escalation.ts'
import type { BanLedger } from './ledger.ts'
import type { Safeguards } from './safeguards.ts'

export interface PolicyParts {
  readonly ledger: BanLedger
  readonly safeguards: Safeguards
  readonly brake: Brake
  readonly ladder: Ladder
  /** A permanent ban is to be looked at again after so long; left out: never. */
  readonly review?: Milliseconds
  /** Whether what was seen is too long ago to be answered by a ban that begins now; left out: it never is. */
  readonly isTooOld?: (crossing: Crossing) => boolean
  /** What the profile makes of the crossing. */
  readonly verdictOf: (crossing: Crossing) => Judgement
  /** The evidence in a sentence. */
  readonly reasonOf: (kind: Finding['kind'], evidence: Evidence) => string
  /** A log line made fit to be shown. */
  readonly sampleOf: (line: string) => string
  /** Takes the finding and gives the incident that it belongs to. */
  readonly report: (finding: Finding) => Incident
  /**
   * A source that must not be banned crossed a limit: at most once a minute of log time for each source; once and no more
   * for each that looks like a proxy, and for each CDN.
   */
  readonly onProtected: (address: string, because: SparedBecause, crossing: Crossing) => void
  /** A source crossed a limit and is left alone, each time. */
  readonly onSpared?: (address: string, because: SparedBecause) => void
}

/** Turns a crossing into a decision: safeguards first, then the incident is told, then the ladder says how long. */
export class Policy implements Pick<CrossingJudge, 'judge'> {
  #parts: PolicyParts
  /** Protected sources that crossed a limit, with the time of the last notice. */
  readonly #noticed = new Map<string, EpochMilliseconds>()
  readonly #spared = new Map<string, SparedBecause>()
  /** Proxies and CDNs of which the operator was told what to set. */
  readonly #advised = new Set<string>()

  constructor(parts: PolicyParts) {
    this.#parts = parts
  }

  /** New rules from here on; what is in force stays. */
  reload(rules: Pick<PolicyParts, 'safeguards' | 'ladder' | 'brake' | 'review'>): void {
    this.#parts = { ...this.#parts, ...rules }
  }

  /** Sources that would have been banned were they not protected or proxies; at most 1,048,576 are told apart. */
  get protectedOverLimit(): number {
    return this.#noticed.size
  }

  /** Why the source was left alone when it last crossed a limit. */
  sparedBecause(address: string): SparedBecause | undefined {
    return this.#spared.get(address)
  }

  /** Nothing that was made of a source is known any more. */
  forget(address: string): void {
    for (const known of [this.#noticed, this.#spared, this.#advised]) known.delete(address)
  }

  judge(crossing: Crossing): Decision {
    if (this.#parts.isTooOld?.(crossing)) return this.#tooOld(crossing)
    return this.decide(crossing, this.#parts.verdictOf(crossing))
  }

  /** What follows from a verdict; the source may be a whole network. */
  decide(crossing: Crossing, verdict: Judgement): Decision {
    const { ledger, safeguards, brake, ladder, review } = this.#parts
    const { kind, high, low, bits } = crossing.source
    const address = formatSource(kind, high, low, bits)
    if (this.#parts.isTooOld?.(crossing)) return this.#tooOld(crossing)
    if (!verdict.guilty) {
      const { nats, needed } = verdict
      return this.#observe(address, { why: 'little-evidence', nats, needed }, crossing)
    }
    if (ledger.get(address) !== undefined) return { action: 'observe', crossing, because: { why: 'already-banned' } }
    const covered = verdict.newcomer ? { ...crossing, known: 0 } : crossing
    const because = safeguards.objection(covered, verdict, ledger)
    if (because !== undefined) {
      this.#notice(address, because, crossing, verdict)
      return this.#observe(address, because, crossing)
    }
    const evidence: Evidence = {
      ...verdict.evidence,
      lines: crossing.line === '' ? [] : [this.#parts.sampleOf(crossing.line)],
    }
    const { objects, first } = brake.objects(covered)
    if (objects) {
      if (first) this.#parts.report({ kind: 'ban-brake', subject: { type: 'site' }, at: crossing.at, evidence })
      const share = crossing.known / Math.max(crossing.siteKnown, 1)
      return this.#observe(address, { why: 'brake', share }, crossing)
    }
    brake.note(covered)
    const isAddress = kind === 4 && bits === undefined
    const subject: Subject = isAddress ? { type: 'address', address } : { type: 'prefix', prefix: address }
    const incident = this.#parts.report({ kind: verdict.kind, subject, at: crossing.at, evidence })
    const offence = ledger.nextOffence(address, crossing.at)
    const duration = durationOf(ladder, offence)
    const ban: Ban = {
      id: shortHash(`ban ${address} ${crossing.at}`),
      source: crossing.source,
      address,
      kind: verdict.kind,
      incident: incident.id,
      at: crossing.at,
      duration,
      until: duration === null ? null : crossing.at + duration,
      offence,
      evidence,
      reason: this.#parts.reasonOf(verdict.kind, evidence),
      ...(duration === null && review !== undefined && { reviewAt: crossing.at + review }),
    }
    ledger.put(ban)
    return { action: 'ban', ban }
  }

  #tooOld(crossing: Crossing): Decision {
    const { kind, high, low, bits } = crossing.source
    return this.#observe(formatSource(kind, high, low, bits), { why: 'too-old' }, crossing)
  }

  #observe(address: string, because: SparedBecause, crossing: Crossing): Decision {
    this.#parts.onSpared?.(address, because)
    this.#spared.delete(address)
    this.#spared.set(address, because)
    if (this.#spared.size > MOST_SPARED) this.#spared.delete(this.#spared.keys().next().value as string)
    return { action: 'observe', crossing, because }
  }

  /** Tells of a source that would have been banned were it not whose it is. */
  #notice(
    address: string,
    because: SparedBecause,
    crossing: Crossing,
    { own, least }: { readonly own: number; readonly least: number },
  ): void {
    const { why } = because
    if ((why !== 'protected' && why !== 'proxy' && why !== 'cdn') || own < least) return
    const last = this.#noticed.get(address)
    if (last !== undefined && Math.abs(crossing.at - last) < NOTICE_EVERY) return
    if (last === undefined && this.#noticed.size >= MOST_NOTICED) return
    this.#noticed.set(address, crossing.at)
    if (why !== 'protected') {
      const subject = why === 'cdn' ? `@${because.name}` : address
      if (this.#advised.has(subject) || this.#advised.size >= MOST_ADVISED) return
      this.#advised.add(subject)
    }
    this.#parts.onProtected(address, because, crossing)
  }
}

/** Spared sources remembered for explanations. */
const MOST_SPARED = 65_536
/** Protected sources over a limit that are told apart; beyond, new ones are neither counted nor noticed. */
const MOST_NOTICED = 1 << 20
/** Proxies and CDNs that are told apart in what the operator is told. */
const MOST_ADVISED = 1_000
const NOTICE_EVERY: Milliseconds = MINUTE
