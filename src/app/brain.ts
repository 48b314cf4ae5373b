import { BanLedger } from '../brain/decide/ledger.ts'
import { Policy } from '../brain/decide/policy.ts'
import { Detection } from '../brain/detect/detection.ts'
import { IncidentTracker } from '../brain/incident/tracker.ts'
import type { Decision } from '../domain/decision.ts'
import type { Crossing, Limits } from '../domain/limits.ts'
import type { BanState, CrossingJudge, EventSink, LimitReader } from '../domain/ports.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import type { EpochMilliseconds } from '../domain/units.ts'

/** The parts of the brain, joined: ticks and crossings in, decisions and events out, in log time only. */
export class Brain implements CrossingJudge, LimitReader {
  readonly ledger: BanLedger
  readonly policy: Policy
  readonly tracker: IncidentTracker
  readonly detection: Detection
  readonly #events: EventSink
  readonly #bans: BanState

  constructor(parts: { ledger: BanLedger; policy: Policy; tracker: IncidentTracker; detection: Detection; events: EventSink; bans: BanState }) {
    this.ledger = parts.ledger
    this.policy = parts.policy
    this.tracker = parts.tracker
    this.detection = parts.detection
    this.#events = parts.events
    this.#bans = parts.bans
  }

  limits(): Limits {
    return this.detection.limits()
  }

  judge(crossing: Crossing): Decision {
    const decision = this.policy.judge(crossing)
    if (decision.action === 'ban') this.#bans.put(decision.ban)
    return decision
  }

  /** Expires bans and resolves incidents that fall due up to `now`, told in the order of their time. */
  settle(now: EpochMilliseconds): void {
    for (;;) {
      const expiry = this.ledger.nextExpiry() ?? Number.POSITIVE_INFINITY
      const resolution = this.tracker.nextResolution() ?? Number.POSITIVE_INFINITY
      const due = Math.min(expiry, resolution)
      if (due > now) return
      if (expiry <= resolution) {
        for (const lift of this.ledger.expire(due)) {
          this.#bans.remove(lift)
          this.#events.emit({ type: 'unban', lift })
        }
      } else {
        for (const incident of this.tracker.advance(due)) this.#events.emit({ type: 'incident', incident })
      }
    }
  }

  /** A second is sealed: detect and decide on what is left after bans. */
  seal(tick: TickSummary): void {
    for (const finding of this.detection.inspect(tick)) {
      for (const incident of this.tracker.observe(finding)) this.#events.emit({ type: 'incident', incident })
    }
  }

  /** The log's clock was set back by `by` milliseconds: bans keep their remaining time. */
  setBack(by: number): void {
    this.ledger.shift(-by)
    this.tracker.reset()
  }
}
