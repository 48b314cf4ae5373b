import { describe, expect, it } from 'vitest'
import { classicConfig } from '../config/defaults.ts'
import type { Config } from '../config/schema.ts'
import { FileTally } from '../domain/file-tally.ts'
import { METRICS } from '../domain/metric-catalogue.ts'
import { BAD_ADDRESS, BAD_JSON } from '../domain/reject-reason.ts'
import type { StatusReport } from '../domain/status-report.ts'
import { ManualClock } from '../lib/clock.ts'
import { STATUS } from '../server/fake-desk.fixture.ts'
import { type Scraped, scrape } from '../wire/exposition.fixture.ts'
import { metricsText } from '../wire/metrics-text.ts'
import { FedEngine, flood, START, visitors } from './fed-engine.fixture.ts'
import { logSource } from './log-source.ts'
import { RunMetrics } from './run-metrics.ts'

const ATTACKER = '203.0.113.9'

/** A run's metrics over an engine that is fed by lines. */
class Rig {
  readonly clock = new ManualClock(START)
  readonly fed: FedEngine
  readonly metrics: RunMetrics
  status: StatusReport = STATUS
  #told = 0

  constructor(config: Partial<Config> = {}) {
    this.fed = new FedEngine({
      config,
      onlooker: { tick: (tick) => this.metrics.tick(tick), records() {} },
    })
    this.metrics = new RunMetrics({
      ...{ engine: this.fed.engine, clock: this.clock, started: START, profile: () => 'calibrated' },
    })
    this.metrics.add(this.fed.tally, '/var/log/site.log')
  }

  text(): string {
    for (const event of this.fed.events.slice(this.#told)) this.metrics.see(event)
    this.#told = this.fed.events.length
    return metricsText(this.metrics.families(this.status))
  }

  scrape(): Map<string, Scraped> {
    return scrape(this.text())
  }

  value(sample: string): number | undefined {
    const name = /^[a-z_]+/.exec(sample)![0]
    return this.scrape()
      .get(name.replace(/_(bucket|sum|count)$/, ''))
      ?.samples.get(sample)
  }

  sum(name: string): number {
    return [...this.scrape().get(name)!.samples.values()].reduce((sum, value) => sum + value, 0)
  }
}

describe('metrics of a run', () => {
  it('are all of the catalogue, each with the labels that stand there', () => {
    const rig = new Rig()
    rig.fed.pass(700, (second) => [...visitors(8)(second), { address: '198.18.0.7', status: 404 }])
    const families = rig.scrape()
    expect([...families.keys()].sort()).toEqual(Object.keys(METRICS).sort())
    for (const [name, { type, samples }] of families) {
      const { type: wanted, labels } = METRICS[name as keyof typeof METRICS]
      expect(type).toBe(wanted)
      if (wanted !== 'histogram')
        for (const key of samples.keys())
          expect([...key.matchAll(/[{,]([a-z_]+)=/g)].map(([, label]) => label)).toEqual([...labels])
    }
  })

  it('count what was answered, by class, with bytes and times', () => {
    const rig = new Rig()
    rig.fed.pass(10, () => [
      { address: '198.18.0.1', status: 200 },
      { address: '198.18.0.1', status: 304 },
      { address: '198.18.0.2', status: 404 },
      { address: '198.18.0.3', status: 503 },
      { address: '198.18.0.4', status: 503 },
    ])
    rig.fed.pass(5)
    expect(rig.value('breakwater_requests_total{status_class="2xx"}')).toBe(10)
    expect(rig.value('breakwater_requests_total{status_class="3xx"}')).toBe(10)
    expect(rig.value('breakwater_requests_total{status_class="4xx"}')).toBe(10)
    expect(rig.value('breakwater_requests_total{status_class="5xx"}')).toBe(20)
    expect(rig.value('breakwater_response_bytes_total')).toBe(50 * 900)
    expect(rig.value('breakwater_unique_ips')).toBe(4)
    expect(rig.value('breakwater_tracked_ips')).toBe(4)
    expect(rig.value('breakwater_lines_read_total{source="/var/log/site.log"}')).toBe(50)
    // Each took 5 ms.
    expect(rig.value('breakwater_request_duration_seconds_bucket{le="0.004"}')).toBe(0)
    expect(rig.value('breakwater_request_duration_seconds_bucket{le="0.008"}')).toBe(50)
    expect(rig.value('breakwater_request_duration_seconds_count')).toBe(50)
    const sum = rig.value('breakwater_request_duration_seconds_sum')!
    expect(Math.abs(sum / 0.25 - 1)).toBeLessThan(0.01)
  })

  it('tell bans by rule and level, how they ended, and no address', () => {
    const rig = new Rig()
    rig.fed.pass(900, visitors(8))
    rig.fed.pass(20, (second) => [...visitors(8)(second), ...flood(ATTACKER, 60)])
    expect(rig.fed.bans()).toEqual([ATTACKER])
    expect(rig.value('breakwater_bans_active{level="1"}')).toBe(1)
    expect(rig.value('breakwater_bans_total{rule="source-flood",level="1"}')).toBe(1)
    expect(rig.sum('breakwater_anomalies_total')).toBeGreaterThan(0)
    expect(rig.value('breakwater_requests_prevented_total')).toBe(rig.fed.engine.window.totals.prevented)
    expect(rig.value('breakwater_requests_prevented_total')).toBeGreaterThan(30)
    expect(rig.text()).not.toContain('203.0.113')
    expect(rig.text()).not.toContain('198.18.')
    rig.fed.engine.brain.orders.liftManually({ address: ATTACKER, forgive: false, author: 'ana' })
    expect(rig.value('breakwater_bans_active{level="1"}')).toBe(0)
    expect(rig.value('breakwater_unbans_total{reason="manual"}')).toBe(1)
    rig.fed.engine.brain.orders.banManually({ address: ATTACKER, duration: null, reason: 'spam', author: 'ana' })
    expect(rig.value('breakwater_bans_active{level="manual"}')).toBe(1)
    expect(rig.value('breakwater_bans_total{rule="manual",level="manual"}')).toBe(1)
  })

  it('give baselines and scores in base units', () => {
    const rig = new Rig()
    rig.fed.pass(900, (second) => [...visitors(9)(second), { address: '198.18.0.7', status: 404 }])
    expect(rig.value('breakwater_baseline_mean{metric="requests"}')).toBeCloseTo(10, 1)
    expect(rig.value('breakwater_baseline_mean{metric="not-found"}')).toBeCloseTo(0.1, 2)
    expect(rig.value('breakwater_baseline_mean{metric="latency"}')).toBeCloseTo(0.005, 4)
    expect(rig.value('breakwater_baseline_age_seconds')).toBeGreaterThan(800)
    const before = rig.value('breakwater_anomaly_score{metric="requests"}')!
    expect(before).toBeLessThan(1)
    rig.fed.pass(10, (second) => Array.from({ length: 8 }, () => visitors(20)(second)).flat())
    expect(rig.value('breakwater_anomaly_score{metric="requests"}')).toBeGreaterThan(1)
  })

  it('give scores in classic too', () => {
    const rig = new Rig(classicConfig)
    rig.fed.pass(900, (second) => visitors(second % 2 === 0 ? 8 : 12)(second))
    rig.fed.pass(4, (second) => Array.from({ length: 4 }, () => visitors(20)(second)).flat())
    expect(rig.value('breakwater_anomaly_score{metric="requests"}')).toBeGreaterThan(1)
  })

  it('tell lines by reason, without losing those of a log that is opened again', () => {
    const rig = new Rig()
    const first = new FileTally('/var/log/other.log')
    first.lines = 10
    first.byReason[BAD_JSON] = 2
    rig.metrics.add(first, 'other "log"\n')
    const second = new FileTally('/var/log/other.log')
    second.lines = 3
    second.byReason[BAD_JSON] = 1
    second.byReason[BAD_ADDRESS] = 1
    rig.metrics.add(second, 'other "log"\n')
    expect(rig.value('breakwater_lines_read_total{source="other \\"log\\"\\n"}')).toBe(13)
    expect(rig.value('breakwater_lines_unparsed_total{source="other \\"log\\"\\n",reason="bad-json"}')).toBe(3)
    expect(rig.value('breakwater_lines_unparsed_total{source="other \\"log\\"\\n",reason="bad-address"}')).toBe(1)
  })

  it('tell how long the firewall took, of bans that were just decided', () => {
    const rig = new Rig()
    rig.metrics.inForce(ATTACKER, START)
    rig.fed.engine.brain.orders.banManually({ address: ATTACKER, duration: null, reason: 'spam', author: 'ana' })
    rig.text()
    rig.metrics.inForce(ATTACKER, START + 40)
    rig.metrics.inForce(ATTACKER, START + 9_000)
    expect(rig.value('breakwater_ban_latency_seconds_bucket{le="0.025"}')).toBe(0)
    expect(rig.value('breakwater_ban_latency_seconds_bucket{le="0.05"}')).toBe(1)
    expect(rig.value('breakwater_ban_latency_seconds_count')).toBe(1)
    expect(rig.value('breakwater_ban_latency_seconds_sum')).toBeCloseTo(0.04)
  })

  it('tell of the firewall, of messages, of the configuration, and what is wrong', () => {
    const rig = new Rig()
    rig.metrics.firewallFailed('nftables', 'apply')
    rig.metrics.firewallFailed('nftables', 'apply')
    rig.metrics.notified('ops', 'sent')
    rig.metrics.configRead(false)
    const trouble = { code: 'enforcement-down', message: 'no', fix: 'do' }
    rig.status = {
      ...STATUS,
      enforcement: { ...STATUS.enforcement, state: 'down', leaked_requests: 7 },
      lag: { bytes: 900, lines: 9, seconds: 2.5 },
      troubles: [trouble, trouble],
    }
    for (const [sample, value] of Object.entries({
      'breakwater_firewall_errors_total{backend="nftables",op="apply"}': 2,
      'breakwater_notifications_total{channel="ops",result="sent"}': 1,
      breakwater_config_reload_success: 0,
      'breakwater_enforcement_up{backend="nftables"}': 0,
      breakwater_enforcement_leaks_total: 7,
      'breakwater_enforced_bans{state="in_force"}': 2,
      breakwater_source_lag_seconds: 2.5,
      'breakwater_trouble{code="enforcement-down"}': 1,
      process_start_time_seconds: START / 1_000,
      process_resident_memory_bytes: 61_000_000,
      [`breakwater_build_info{version="0.1.0",node="${process.versions.node}",profile="calibrated"}`]: 1,
    }))
      expect(rig.value(sample), sample).toBe(value)
    expect(rig.value('process_cpu_seconds_total')).toBeGreaterThan(0)
  })
})

describe('the source of a log', () => {
  it.each([
    ['/var/log/a.log', '/var/log/a.log'],
    ['/var/log/b-3.log', '/var/log/b-*.log'],
    ['syslog:127.0.0.1:5140 (from 192.0.2.7, tag nginx)', 'syslog:127.0.0.1:5140'],
    ['/var/log/gone.log', 'other'],
  ])('%s is told as %s: no address of a sender, no more of them than were configured', (path, source) =>
    expect(
      logSource(path, [{ path: '/var/log/a.log' }, { path: '/var/log/b-*.log' }, { path: 'syslog:127.0.0.1:5140' }]),
    ).toBe(source),
  )
})
