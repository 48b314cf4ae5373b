import type { EnforcementMode } from '../domain/enforcement.ts'
import type { FileTally } from '../domain/file-tally.ts'
import { family, type MetricFamily, type MetricsReader, type Sample, single } from '../domain/metric-family.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { Profile as ProfileName } from '../domain/profile.ts'
import type { SourceText } from '../domain/source.ts'
import type { StatusReport } from '../domain/status-report.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { type EpochMilliseconds, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { BUCKETS } from '../sketch/dd-sketch.ts'
import { BanLatency } from './ban-latency.ts'
import { durationHistogram } from './duration-histogram.ts'
import type { Engine } from './engine.ts'
import { bansByLevel, EventCounts } from './event-counts.ts'
import { LabelledCount } from './labelled-count.ts'
import { LogCounts } from './log-counts.ts'
import { SiteCounts } from './site-counts.ts'

export interface RunMetricsOptions {
  readonly engine: Engine
  readonly clock: Pick<Clock, 'now'>
  readonly started: EpochMilliseconds
  readonly profile: () => ProfileName
}

/** What became of a message, or of an attempt to send it. */
export type NotificationResult = 'sent' | 'failed' | 'dropped'

/** Metrics with a baseline, and what makes base units of it: percent and milliseconds are not. */
const BASELINES = {
  requests: 1,
  errors: 1,
  bytes: 1,
  clients: 1,
  'not-found': 0.01,
  'client-errors': 0.01,
  'server-errors': 0.01,
  latency: 0.001,
} as const

/** What a run tells Prometheus: counts by the second and by the event, all else read from the engine when it is asked. */
export class RunMetrics implements MetricsReader {
  readonly #options: RunMetricsOptions
  readonly #logs = new LogCounts()
  readonly #site = new SiteCounts()
  readonly #events = new EventCounts()
  readonly #latency = new BanLatency()
  readonly #firewallErrors = new LabelledCount<'backend' | 'op'>()
  readonly #notifications = new LabelledCount<'channel' | 'result'>()
  readonly #durations = new Float64Array(BUCKETS)
  #isConfigTaken = true

  constructor(options: RunMetricsOptions) {
    this.#options = options
  }

  /** A log is read; `source`: by which of the configured logs it is told. */
  add(tally: FileTally, source: string): void {
    this.#logs.add(tally, source)
  }

  /** A second was sealed, in this turn; not one that only teaches. */
  tick(tick: TickSummary): void {
    this.#site.add(tick)
    this.#options.engine.window.site.addDurations(tick.second, this.#durations)
  }

  see(event: EngineEvent): void {
    this.#events.see(event)
    this.#latency.see(event, this.#options.clock.now())
  }

  /** The firewall confirmed a ban, by the wall clock. */
  inForce(address: SourceText, at: EpochMilliseconds): void {
    this.#latency.inForce(address, at)
  }

  firewallFailed(backend: EnforcementMode, op: 'apply' | 'read' | 'purge'): void {
    this.#firewallErrors.add({ backend, op })
  }

  /** Of a channel that the configuration names. `failed`: one attempt; `dropped`: the message is given up. */
  notified(channel: string, result: NotificationResult): void {
    this.#notifications.add({ channel, result })
  }

  configRead(isTaken: boolean): void {
    this.#isConfigTaken = isTaken
  }

  families(status: StatusReport): readonly MetricFamily[] {
    return [
      ...this.#logFamilies(status),
      ...this.#site.families(),
      { name: 'breakwater_request_duration_seconds', histogram: durationHistogram(this.#durations) },
      ...this.#siteFamilies(status),
      ...this.#events.families(),
      ...this.#banFamilies(status),
      ...this.#ownFamilies(status),
    ]
  }

  #logFamilies({ lag, version }: StatusReport): MetricFamily[] {
    const build = { version, node: process.versions.node, profile: this.#options.profile() }
    return [
      family('breakwater_build_info', [{ labels: build, value: 1 }]),
      family('breakwater_lines_read_total', this.#logs.lines()),
      family('breakwater_lines_unparsed_total', this.#logs.unparsed()),
      single('breakwater_source_lag_seconds', lag.seconds),
      single('breakwater_source_lag_bytes', lag.bytes),
    ]
  }

  #siteFamilies({ incidents_open }: StatusReport): MetricFamily[] {
    const { engine } = this.#options
    const { brain, window } = engine
    const known = Object.entries(BASELINES).flatMap(([metric, times]) => {
      const baseline = brain.baseline(metric)
      return baseline === null ? [] : [{ labels: { metric }, baseline, times }]
    })
    return [
      single('breakwater_requests_prevented_total', window.totals.prevented),
      family(
        'breakwater_baseline_mean',
        known.map(({ labels, baseline, times }) => ({ labels, value: baseline.mean * times })),
      ),
      family(
        'breakwater_baseline_stddev',
        known.map(({ labels, baseline, times }) => ({ labels, value: baseline.stddev * times })),
      ),
      single('breakwater_baseline_age_seconds', brain.baseline('requests')?.age ?? 0),
      family('breakwater_anomaly_score', this.#scores()),
      single('breakwater_incidents_open', incidents_open),
      single('breakwater_tracked_ips', window.table.count),
      family('breakwater_evictions_total', [
        { labels: { table: 'sources' }, value: window.table.evictions },
        { labels: { table: 'windows' }, value: window.displaced },
      ]),
    ]
  }

  /** Where a profile weighs no evidence of metrics: how far the last second lies above the mean, as part of what it may. */
  #scores(): Sample<'metric'>[] {
    const { brain } = this.#options.engine
    const { requests, bytes } = this.#site.last ?? { requests: 0, bytes: 0 }
    const scores =
      brain.profile.scores?.() ??
      Object.entries({ requests, bytes }).flatMap(([metric, value]) => {
        const band = brain.band(metric)
        return band === null || band.high <= band.mean
          ? []
          : [{ metric, score: Math.max(0, (value - band.mean) / (band.high - band.mean)) }]
      })
    return scores.map(({ metric, score }) => ({ labels: { metric }, value: score }))
  }

  #banFamilies({ enforcement }: StatusReport): MetricFamily[] {
    const { mode: backend, state, bans, repairs, leaked_requests } = enforcement
    return [
      family('breakwater_bans_active', bansByLevel(this.#options.engine.brain.ledger.byOffence)),
      family(
        'breakwater_enforced_bans',
        Object.entries(bans).map(([state, value]) => ({ labels: { state }, value })),
      ),
      family('breakwater_enforcement_up', [{ labels: { backend }, value: state === 'down' ? 0 : 1 }]),
      family('breakwater_firewall_errors_total', this.#firewallErrors.samples()),
      single('breakwater_firewall_repairs_total', repairs),
      { name: 'breakwater_ban_latency_seconds', histogram: this.#latency.histogram },
      single('breakwater_enforcement_leaks_total', leaked_requests),
    ]
  }

  #ownFamilies({ troubles, memory_bytes }: StatusReport): MetricFamily[] {
    const { user, system } = process.cpuUsage()
    const codes = [...new Set(troubles.map(({ code }) => code))]
    return [
      family('breakwater_notifications_total', this.#notifications.samples()),
      single('breakwater_config_reload_success', this.#isConfigTaken ? 1 : 0),
      family(
        'breakwater_trouble',
        codes.map((code) => ({ labels: { code }, value: 1 })),
      ),
      single('process_cpu_seconds_total', (user + system) / 1e6),
      single('process_resident_memory_bytes', memory_bytes),
      single('process_start_time_seconds', this.#options.started / SECOND),
    ]
  }
}
