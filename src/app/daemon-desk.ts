import type { Ban } from '../domain/ban.ts'
import type {
  AllowDesk,
  BanFilter,
  BanList,
  BanOutcome,
  BanView,
  Desk,
  ExplanationView,
  ForgetOutcome,
  IncidentFilter,
  IncidentView,
  KeepOutcome,
  LiftOutcome,
  Refusal,
  ReloadOutcome,
} from '../domain/control.ts'
import type { BanOrder, ForgetOrder, KeepOrder, LiftOrder } from '../domain/control-order.ts'
import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import { parseBannable } from '../domain/source-prefix.ts'
import type { StatusReport } from '../domain/status-report.ts'
import { DaemonAllow } from './desk-allow.ts'
import { DeskExplain } from './desk-explain.ts'
import { forget } from './desk-forget.ts'
import { listIncidents } from './desk-incidents.ts'
import { audited, type DeskParts, engineTime, type Ordered, PATIENCE, refusalOf } from './desk-parts.ts'
import { statusReport } from './desk-status.ts'
import { banView, isWithin } from './desk-views.ts'

/** The desk of a running daemon. Orders take effect in the engine at once; what is said of the kernel is what the enforcer confirmed. */
export class DaemonDesk implements Desk {
  readonly allow: AllowDesk
  readonly #parts: DeskParts
  readonly #explain: DeskExplain

  constructor(parts: DeskParts) {
    this.#parts = parts
    this.allow = new DaemonAllow(parts)
    this.#explain = new DeskExplain(parts, (network) => this.allow.check(network))
  }

  status(): StatusReport {
    return statusReport(this.#parts)
  }

  bans({ state, address, limit, offset }: BanFilter): BanList {
    const { engine, enforcement } = this.#parts
    const wanted = address === undefined ? undefined : parseBannable(address)
    const all = [...engine.brain.ledger.bans()]
      .filter(({ source }) => wanted === undefined || isWithin(source, wanted))
      .filter((ban) => state === undefined || enforcement.stateOf(ban.address) === state)
      .reverse()
      .sort((a, b) => b.at - a.at)
    return { bans: all.slice(offset, offset + limit).map((ban) => this.#view(ban)), total: all.length }
  }

  async ban({ address, duration, reason, author }: BanOrder): Promise<BanOutcome> {
    const { engine, enforcement, storeTrouble } = this.#parts
    const order = { author, action: 'ban', target: address, reason }
    const done = engine.brain.orders.banManually({ address, duration, reason, author })
    if (!done.ok) return this.#refuse(order, refusalOf(done))
    audited(this.#parts, order)
    await enforcement.settled(done.ban.address, 'in-force', PATIENCE)
    const trouble = storeTrouble()
    const warnings = [
      ...(done.warning === undefined ? [] : [done.warning]),
      ...(trouble === null ? [] : [`a restart may forget this ban, for it may not be written down: ${trouble}`]),
    ]
    return { outcome: 'banned', ban: this.#view(done.ban), warning: warnings.length === 0 ? null : warnings.join('; ') }
  }

  async lift({ address, forgive, reason, author }: LiftOrder): Promise<LiftOutcome> {
    const { engine, enforcement } = this.#parts
    const order = { author, action: forgive ? 'unban and forgive' : 'unban', target: address, reason }
    const before = engine.brain.ledger.get(address)
    const view = before === undefined ? null : this.#view(before)
    const done = engine.brain.orders.liftManually({ address, forgive, author })
    if (!done.ok) return this.#refuse(order, refusalOf(done))
    audited(this.#parts, order)
    if (done.lift === null) return { outcome: 'lifted', ban: null, state: 'lifted', forgiven: forgive }
    const isOver = await enforcement.settled(done.lift.ban.address, 'released', PATIENCE)
    const unsettled = enforcement.status().state === 'down' ? 'failed' : 'pending'
    return { outcome: 'lifted', ban: view, state: isOver ? 'lifted' : unsettled, forgiven: forgive }
  }

  review(): readonly BanView[] {
    return [...this.#parts.engine.brain.ledger.bans()]
      .filter(({ until }) => until === null)
      .sort((a, b) => (a.reviewAt ?? 0) - (b.reviewAt ?? 0))
      .map((ban) => this.#view(ban))
  }

  async keep({ address, reason, author }: KeepOrder): Promise<KeepOutcome> {
    const order = { author, action: 'keep', target: address, reason }
    const done = this.#parts.engine.brain.orders.keep(address)
    if (!done.ok) return this.#refuse(order, refusalOf(done))
    audited(this.#parts, order)
    return { outcome: 'kept', ban: this.#view(done.ban) }
  }

  forget(order: ForgetOrder): Promise<ForgetOutcome> {
    return forget(this.#parts, order)
  }

  incidents(filter: IncidentFilter): readonly IncidentView[] {
    return listIncidents(this.#parts, filter)
  }

  explain(subject: string): ExplanationView | null {
    return this.#explain.of(subject)
  }

  snapshot(): LiveSnapshot {
    const { record, engine, clock } = this.#parts
    return record.snapshot(engine, clock.now())
  }

  async reload(author: string): Promise<ReloadOutcome> {
    const outcome = await this.#parts.reload(author)
    const order = { author, action: 'reload', target: 'configuration', reason: '' }
    if (outcome.outcome === 'refused') return this.#refuse(order, outcome)
    audited(this.#parts, order)
    return outcome
  }

  #view(ban: Ban): BanView {
    return banView(ban, this.#parts.enforcement, engineTime(this.#parts))
  }

  #refuse(order: Ordered, refusal: Refusal): Refusal {
    audited(this.#parts, order, refusal)
    return refusal
  }
}
