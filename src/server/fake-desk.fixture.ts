import type {
  AllowDesk,
  AllowOutcome,
  AllowView,
  BanFilter,
  BanOutcome,
  BanView,
  Desk,
  ExplanationView,
  ForgetOutcome,
  ForgottenView,
  IncidentView,
  KeepOutcome,
  LiftOutcome,
  ReloadOutcome,
} from '../domain/control.ts'
import type { AllowOrder, AllowRemoval, BanOrder, ForgetOrder, KeepOrder, LiftOrder } from '../domain/control-order.ts'
import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import type { StatusReport } from '../domain/status-report.ts'

const NOW = '2026-03-02T09:15:01.700Z'

export const STATUS: StatusReport = {
  version: '0.1.0',
  pid: 4711,
  now: NOW,
  uptime_s: 3_723,
  memory_bytes: 61_000_000,
  profile: 'calibrated',
  enforcement: {
    mode: 'nftables',
    state: 'working',
    trouble: null,
    bans: { observed: 0, pending: 0, in_force: 2, failed: 0 },
    repairs: 1,
    leaked_requests: 0,
    dropped_packets: 41,
  },
  promised_false_alarms_per_week: 1,
  learning: null,
  baselines: {
    requests: { unit: 'requests/s', mean: 2.07, stddev: 1.4, samples: 1_800, age_s: 1_799 },
    errors: null,
  },
  lines: 100_000,
  refused_lines: 3,
  lag: { bytes: 0, lines: 0, seconds: 0 },
  logs: [
    {
      path: '/var/log/nginx/access.log',
      format: 'combined',
      lines: 100_000,
      refused: 3,
      lag_bytes: 0,
      last_line_at: NOW,
    },
  ],
  sources: 812,
  incidents_open: 1,
  store_trouble: null,
  troubles: [],
}

export function ban(more: Partial<BanView> = {}): BanView {
  return {
    id: 'a1b2c3',
    address: '203.0.113.10',
    state: 'in-force',
    kind: 'source-flood',
    author: null,
    reason: '412 requests in 10 s; the limit is 45 in 10 s.',
    at: NOW,
    until: '2026-03-02T09:25:01.700Z',
    remaining_s: 600,
    duration_s: 600,
    offence: 1,
    incident: 'i1',
    review_at: null,
    trouble: null,
    ...more,
  }
}

export const INCIDENT: IncidentView = {
  id: 'i1',
  kind: 'source-flood',
  subject: '203.0.113.10',
  state: 'firing',
  since: NOW,
  resolved_at: null,
  severity: 3,
  observed: 412,
  expected: 3.1,
  unit: 'requests',
  window_s: 10,
  reason: 'It sends far more than others.',
  parts: ['flood'],
  acknowledged: null,
}

export const PERMANENT = ban({
  id: 'd4e5f6',
  address: '2001:db8:bad:1::/64',
  until: null,
  remaining_s: null,
  duration_s: null,
  offence: 4,
  review_at: '2026-03-01T00:00:00.000Z',
})

const PROTECTED = /^(127\.|::1$)/

/** Stands for the daemon: no engine, no kernel. Does what it is told, remembers it, and protects loopback. */
export class FakeDesk implements Desk, AllowDesk {
  readonly allow: AllowDesk = this
  readonly orders: unknown[] = []
  report: StatusReport = STATUS
  current: BanView[] = [ban(), PERMANENT]
  allowed: AllowView[] = [
    { network: '198.51.100.0/24', origin: 'configuration', comment: '', author: null, since: null, until: null },
  ]
  live: LiveSnapshot | null = null
  found: IncidentView[] = [INCIDENT]
  fault: Error | null = null
  left: Pick<ForgottenView, 'copies' | 'troubles'> = { copies: [], troubles: [] }

  status(): StatusReport {
    if (this.fault !== null) throw this.fault
    return this.report
  }

  bans({ state, address, limit, offset }: BanFilter) {
    const all = this.current.filter(
      (one) => (state === undefined || one.state === state) && (address === undefined || one.address === address),
    )
    return { bans: all.slice(offset, offset + limit), total: all.length }
  }

  async ban(order: BanOrder): Promise<BanOutcome> {
    this.orders.push(order)
    const { address, duration, author, reason } = order
    if (PROTECTED.test(address))
      return {
        outcome: 'refused',
        code: 'protected',
        message: `${address} is never banned: 127.0.0.0/8 is always protected`,
        fix: 'Choose another address.',
      }
    const seconds = duration === null ? null : duration / 1_000
    const made = ban({
      address,
      author,
      reason,
      kind: 'manual',
      remaining_s: seconds,
      duration_s: seconds,
      incident: null,
    })
    this.current.unshift(made)
    return { outcome: 'banned', ban: made, warning: null }
  }

  async lift(order: LiftOrder): Promise<LiftOutcome> {
    this.orders.push(order)
    const found = this.current.find(({ address }) => address === order.address)
    if (found === undefined)
      return {
        outcome: 'refused',
        code: 'not-banned',
        message: `${order.address} is not banned`,
        fix: 'See breakwater bans list.',
      }
    this.current = this.current.filter((one) => one !== found)
    return { outcome: 'lifted', ban: found, state: 'lifted', forgiven: order.forgive }
  }

  review(): readonly BanView[] {
    return this.current.filter(({ review_at }) => review_at !== null)
  }

  async keep(order: KeepOrder): Promise<KeepOutcome> {
    this.orders.push(order)
    const found = this.review().find(({ address }) => address === order.address)
    if (found !== undefined) return { outcome: 'kept', ban: { ...found, review_at: '2999-01-01T00:00:00.000Z' } }
    return { outcome: 'refused', code: 'not-banned', message: 'it is not banned for good', fix: 'See bans review.' }
  }

  list(): readonly AllowView[] {
    return this.allowed
  }

  async add(order: AllowOrder): Promise<AllowOutcome> {
    this.orders.push(order)
    const { network, author, comment } = order
    const entry: AllowView = { network, origin: 'operator', comment, author, since: NOW, until: null }
    this.allowed.push(entry)
    return { outcome: 'done', entry, lifted: ['203.0.113.10'] }
  }

  async remove(order: AllowRemoval): Promise<AllowOutcome> {
    this.orders.push(order)
    const entry = this.allowed.find(({ network }) => network === order.network)
    if (entry?.origin === 'operator') return { outcome: 'done', entry, lifted: [] }
    return {
      outcome: 'refused',
      code: entry === undefined ? 'not-allowed' : 'from-configuration',
      message: `${order.network} is not in the list of the operator`,
      fix: 'Remove it from allow: in the configuration.',
    }
  }

  check(address: string) {
    const isProtected = PROTECTED.test(address)
    return {
      address,
      is_protected: isProtected,
      by: isProtected ? { range: '127.0.0.0/8', list: 'always protected' } : null,
    }
  }

  async forget(order: ForgetOrder): Promise<ForgetOutcome> {
    this.orders.push(order)
    const isBanned = this.current.some(({ address }) => address === order.address)
    if (isBanned && !order.lift)
      return { outcome: 'refused', code: 'still-banned', message: `${order.address} is banned`, fix: 'Add --lift.' }
    return { outcome: 'forgotten', lifted: isBanned, removed: 3, redacted: 1, audit_lines: 4, ...this.left }
  }

  incidents(): readonly IncidentView[] {
    return this.found
  }

  explain(subject: string): ExplanationView | null {
    const found = this.current.find((one) => one.address === subject || one.id === subject)
    if (found === undefined) return null
    return {
      subject,
      story: [`${found.address} is banned.`, 'hostile \u001b[2J text'],
      bans: [
        {
          ban: found,
          ended: null,
          evidence: {
            detector: 'flood',
            observed: 412,
            expected: 3.1,
            limit: 45,
            unit: 'requests',
            window: 10,
            baseline: null,
            lines: [],
            nats: 31.5,
            needed: 16,
          },
          recomputed: { possible: true, nats: 31.5, kind: 'source-flood', agrees: true },
        },
      ],
      incidents: [INCIDENT],
      protection: null,
    }
  }

  snapshot(): LiveSnapshot {
    if (this.live === null) throw new Error('no snapshot was given to this fixture')
    return this.live
  }

  async reload(author: string): Promise<ReloadOutcome> {
    this.orders.push({ reload: author })
    return { outcome: 'reloaded', changed: ['allow', 'limits.sources'], needs_restart: ['limits.sources'] }
  }
}
