interface Description {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels: readonly string[]
}

/**
 * Everything that `/metrics` may tell, in its order. No label holds an address of a client, or any other text that a client chooses: all
 * values of a label come from the configuration or from this program.
 */
export const METRICS = {
  breakwater_build_info: { type: 'gauge', help: '1, with what is running.', labels: ['version', 'node', 'profile'] },
  breakwater_lines_read_total: {
    type: 'counter',
    help: 'Lines read of each configured log, blank ones left out.',
    labels: ['source'],
  },
  breakwater_lines_unparsed_total: {
    type: 'counter',
    help: 'Lines that could not be read, by the reason.',
    labels: ['source', 'reason'],
  },
  breakwater_source_lag_seconds: {
    type: 'gauge',
    help: 'Age of the newest line read while there is more to read; 0 while all is read.',
    labels: [],
  },
  breakwater_source_lag_bytes: { type: 'gauge', help: 'Bytes written to logs and not read.', labels: [] },
  breakwater_requests_total: {
    type: 'counter',
    help: 'Requests by class of their answer, those of banned sources left out.',
    labels: ['status_class'],
  },
  breakwater_requests_prevented_total: {
    type: 'counter',
    help: 'Requests of banned sources that stood in the log all the same: prevented when observing, leaked when enforced.',
    labels: [],
  },
  breakwater_request_duration_seconds: {
    type: 'histogram',
    help: 'How long requests took, of those whose line says it; the sum is within 1 %.',
    labels: [],
  },
  breakwater_response_bytes_total: {
    type: 'counter',
    help: 'Bytes of answers, those to banned sources left out.',
    labels: [],
  },
  breakwater_unique_ips: {
    type: 'gauge',
    help: 'Distinct sources of the last 60 s (an IPv4 address or an IPv6 /64); standard error 2.3 %.',
    labels: [],
  },
  breakwater_baseline_mean: {
    type: 'gauge',
    help: 'Mean of the baseline: requests, errors and bytes a second, clients of 60 s, shares from 0 to 1, p99 latency in seconds.',
    labels: ['metric'],
  },
  breakwater_baseline_stddev: {
    type: 'gauge',
    help: 'Standard deviation of the baseline, in the unit of its mean.',
    labels: ['metric'],
  },
  breakwater_baseline_age_seconds: {
    type: 'gauge',
    help: 'How far back the baseline of requests reaches; below 600 nobody is judged by it.',
    labels: [],
  },
  breakwater_anomaly_score: {
    type: 'gauge',
    help: 'How much speaks against a metric of the site as part of what is needed: an incident begins above 1.',
    labels: ['metric'],
  },
  breakwater_anomalies_total: {
    type: 'counter',
    help: 'Incidents that began, by kind and by severity from 1 to 5 at their beginning.',
    labels: ['rule', 'severity'],
  },
  breakwater_incidents_open: { type: 'gauge', help: 'Incidents that are not over.', labels: [] },
  breakwater_bans_active: {
    type: 'gauge',
    help: 'Bans decided and not over. Level: number of the offence (5: fifth and later), or manual.',
    labels: ['level'],
  },
  breakwater_bans_total: { type: 'counter', help: 'Bans made, by kind and level.', labels: ['rule', 'level'] },
  breakwater_unbans_total: { type: 'counter', help: 'Bans that ended, by the reason.', labels: ['reason'] },
  breakwater_enforced_bans: { type: 'gauge', help: 'Bans by what became of them in the firewall.', labels: ['state'] },
  breakwater_enforcement_up: {
    type: 'gauge',
    help: '1 while bans reach the firewall, or while observing; 0: decided bans are not enforced.',
    labels: ['backend'],
  },
  breakwater_firewall_errors_total: {
    type: 'counter',
    help: 'Calls of the firewall that failed.',
    labels: ['backend', 'op'],
  },
  breakwater_firewall_repairs_total: {
    type: 'counter',
    help: 'Bans that others had removed from the firewall and that were put back.',
    labels: [],
  },
  breakwater_ban_latency_seconds: {
    type: 'histogram',
    help: "From the decision to the firewall's confirmation.",
    labels: [],
  },
  breakwater_enforcement_leaks_total: {
    type: 'counter',
    help: 'Requests of banned sources that came through later than 2 s after the confirmation.',
    labels: [],
  },
  breakwater_tracked_ips: { type: 'gauge', help: 'Sources that are tracked.', labels: [] },
  breakwater_evictions_total: {
    type: 'counter',
    help: 'Entries that gave way to others in a table of fixed size.',
    labels: ['table'],
  },
  breakwater_notifications_total: {
    type: 'counter',
    help: 'Messages that were sent, attempts that failed and are made again, and messages that were dropped for good.',
    labels: ['channel', 'result'],
  },
  breakwater_config_reload_success: {
    type: 'gauge',
    help: '1 when the configuration was taken the last time it was read, at the start or later; 0 when it was refused.',
    labels: [],
  },
  breakwater_trouble: {
    type: 'gauge',
    help: '1 for each thing that somebody has to do something about: see breakwater status.',
    labels: ['code'],
  },
  process_cpu_seconds_total: { type: 'counter', help: 'User and system CPU time spent.', labels: [] },
  process_resident_memory_bytes: { type: 'gauge', help: 'Memory that the process holds.', labels: [] },
  process_start_time_seconds: { type: 'gauge', help: 'When it was started, in seconds since 1970.', labels: [] },
} as const satisfies Readonly<Record<string, Description>>

export type MetricName = keyof typeof METRICS
export type LabelOf<Name extends MetricName> = (typeof METRICS)[Name]['labels'][number]
export type HistogramName = {
  [Name in MetricName]: (typeof METRICS)[Name]['type'] extends 'histogram' ? Name : never
}[MetricName]
export type SimpleName = Exclude<MetricName, HistogramName>
