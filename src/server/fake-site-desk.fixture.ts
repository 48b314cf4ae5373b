import type { BanView, IncidentView } from '../domain/control.ts'
import type { AuditView, IncidentStory, SettingView, SiteDesk, SourceStory } from '../domain/site-desk.ts'
import type { SiteFrame, SourceRow } from '../domain/site-frame.ts'
import type { EpochSeconds } from '../domain/units.ts'
import { STATUS } from './fake-desk.fixture.ts'
import { METRIC_NAMES, metricSeries } from './fake-series.fixture.ts'

/** What an attacker may have written into the log. */
export const SCRIPT = '<script>alert(1)</script>'

const AT = '2026-03-02T09:05:00.000Z'

export const ATTACKER_BAN: BanView = {
  ...{ id: 'b1', address: '203.0.113.77', state: 'in-force', kind: 'credential-stuffing', author: null },
  reason: `412 requests/s to /${SCRIPT}; people here send at most 7`,
  ...{ at: AT, until: '2026-03-02T09:25:00.000Z', remaining_s: 600, duration_s: 1_200, offence: 1, incident: 'i1' },
  ...{ review_at: null, trouble: null },
}

export const ATTACK: IncidentView = {
  ...{ id: 'i1', kind: 'credential-stuffing', subject: '203.0.113.77', state: 'firing', since: AT, resolved_at: null },
  ...{ severity: 4, observed: 412, expected: 3.1, unit: 'requests/s', window_s: 10 },
  ...{ reason: `one source sends 412 requests/s to /${SCRIPT}`, parts: [`/${SCRIPT}`] },
  acknowledged: null,
}

export function sourceRow(address: string, requests_per_s: number, share: number | null = 0.1): SourceRow {
  return {
    ...{ address, requests: Math.round(requests_per_s * 60), errors: 3, state: 'ok', requests_per_s, share },
    ...{ why: [`asked for /${SCRIPT}`], error_share: 0.05, recent: [1, 2, 3] },
  }
}

/** A site under attack, at second `id`. */
export function siteFrame(id: EpochSeconds, since: EpochSeconds = id - 1): SiteFrame {
  const seconds = Array.from({ length: Math.max(0, Math.min(600, id - since)) }, (_, i) => id - i).reverse()
  const metric = { value: 3.2, expected: { mean: 3.1, low: 1, high: 7.2 } }
  const { version, profile, enforcement, baselines, lag } = STATUS
  return {
    ...{ id, now: new Date(id * 1_000).toISOString(), version, profile, enforcement, baselines, lag },
    name: '/var/log/nginx/access.log',
    is_demo: false,
    site: {
      state: 'attack',
      text: 'Under attack since 09:05: 203.0.113.77 sends 412 requests/s, 130 × its limit of 3.17.',
      more: `Banned until 09:25. It asked for /${SCRIPT}.`,
      incident: 'i1',
    },
    learning: null,
    metrics: Object.fromEntries(METRIC_NAMES.map((name) => [name, metric])) as SiteFrame['metrics'],
    points: metricSeries(seconds),
    sources: [
      sourceRow('203.0.113.77', 412, 0.96),
      sourceRow('203.0.113.78', 2.5, 0.01),
      sourceRow('2001:db8:bad:1::/64', 1.25, 0.02),
    ],
    bans: { total: 2, rows: [ATTACKER_BAN, { ...ATTACKER_BAN, id: 'b2', address: '198.51.100.9', state: 'pending' }] },
    incidents: { open: 1, today: 2, rows: [ATTACK] },
    prevented: { total: 18_204, last_60_s: 24_720 },
    host: { cpu: 0.12, cores: 2, memory_used_bytes: 2e9, memory_total_bytes: 8e9, uptime_s: 864_000 },
    own: { cpu: 0.02, memory_bytes: 61_000_000, uptime_s: 3_723 },
    ...{ lines: 100_000, refused_lines: 3, silence_s: 0 },
    troubles: [{ code: 'log-missing', message: '/var/log/nginx/other.log is not there', fix: 'Create it.' }],
  }
}

/** A site that is as it is told: `now` is the second it is at. Counts what it is asked. */
export class FakeSiteDesk implements SiteDesk {
  now: EpochSeconds = 1_772_442_901
  /** What `frame` was asked for. */
  readonly asked: (EpochSeconds | undefined)[] = []
  fault: Error | null = null
  make: (id: EpochSeconds, since?: EpochSeconds) => SiteFrame = siteFrame

  frame(since?: EpochSeconds): SiteFrame {
    this.asked.push(since)
    if (this.fault !== null) throw this.fault
    return this.make(this.now, since)
  }

  metrics: SiteDesk['metrics'] = () => metricSeries([this.now])
  traffic: SiteDesk['traffic'] = ({ kind }) => ({ kind, step_s: 1, time: [], groups: [], is_estimated: false })
  sources: SiteDesk['sources'] = (limit) => [sourceRow('203.0.113.77', 412)].slice(0, limit)
  acknowledge: SiteDesk['acknowledge'] = async ({ author, reason }) => ({
    outcome: 'acknowledged',
    acknowledgement: { at: AT, author, reason },
  })
  endedBans: SiteDesk['endedBans'] = () => []
  audit: SiteDesk['audit'] = (): AuditView[] => []
  setMode: SiteDesk['setMode'] = async ({ enforce }) => ({
    ...{ outcome: 'changed', enforce, configured: 'off' },
    ...{ enforcement: STATUS.enforcement, warning: null },
  })
  settings: SiteDesk['settings'] = (): SettingView[] => []

  async source(address: string): Promise<SourceStory> {
    const empty = { since: null, requests: 0, lines: [SCRIPT], endpoints: [], agents: [] }
    return {
      ...{ address, now: null, explanation: null },
      trace: { ...empty, step_s: 1, time: [], counts: [], errors: [] },
    }
  }

  incident(): IncidentStory | null {
    return null
  }
}
