import type { BaselineStatus, EnforcementStatus, LogStatus, StatusReport } from '../domain/status-report.ts'
import { localTime, safe, seconds } from './print.ts'

/** The state of the daemon as people read it, what is wrong first. */
export function statusWords(report: StatusReport): string[] {
  const { troubles, profile, learning, baselines, lag, lines, refused_lines } = report
  const promise = report.promised_false_alarms_per_week
  return [
    ...troubles.flatMap(({ message, fix }) => [`TROUBLE: ${message}`, `  ${fix}`]),
    row('enforcement', enforcementWords(report.enforcement)),
    row('profile', promise === null ? profile : `${profile}, at most ${promise} false alarms of the site a week`),
    row('learning', learning === null ? 'done' : `${learning.minutes} of ${learning.of} minutes`),
    row('requests', baselineWords(baselines.requests)),
    row('errors', baselineWords(baselines.errors)),
    row('incidents', `${report.incidents_open} open`),
    row('lines', `${count(lines)} read, ${count(refused_lines)} refused`),
    row('lag', `${count(lag.bytes)} bytes, ${count(lag.lines)} lines, ${lag.seconds.toFixed(1)} s`),
    ...report.logs.map((log) => row('log', logWords(log))),
    row('memory of bans', report.store_trouble ?? 'written down'),
    row(
      'process',
      `breakwater ${report.version}, pid ${report.pid}, up ${seconds(report.uptime_s)}, ${(report.memory_bytes / 1e6).toFixed(0)} MB, ${count(report.sources)} sources`,
    ),
  ].map(safe)
}

function row(name: string, text: string): string {
  return `${name.padEnd(16)}${text}`
}

function enforcementWords({ mode, state, trouble, bans, repairs, leaked_requests }: EnforcementStatus): string {
  if (state === 'observing') return `off: observing, nothing is blocked; ${count(bans.observed)} would be banned`
  const waiting = bans.pending + bans.failed > 0 ? `, ${count(bans.pending)} pending, ${count(bans.failed)} failed` : ''
  const more = `${repairs > 0 ? `, ${things(repairs, 'repair')}` : ''}${leaked_requests > 0 ? `, ${things(leaked_requests, 'request')} leaked` : ''}`
  const how = state === 'down' ? `ENFORCEMENT DOWN${trouble === null ? '' : ` (${trouble})`}` : state
  return `${mode}, ${how}: ${things(bans.in_force, 'ban')} in force${waiting}${more}`
}

function baselineWords(baseline: BaselineStatus | null): string {
  if (baseline === null) return 'no baseline yet'
  const { mean, stddev, unit, samples, age_s } = baseline
  return `mean ${mean.toFixed(2)}, deviation ${stddev.toFixed(2)} ${unit}, of ${count(samples)} samples in ${seconds(age_s)}`
}

function logWords({ path, format, lines, refused, lag_bytes, last_line_at }: LogStatus): string {
  const last = last_line_at === null ? 'no line yet' : `last line ${localTime(last_line_at)}`
  return `${path}: ${format ?? 'format not known'}, ${count(lines)} lines, ${count(refused)} refused, lag ${count(lag_bytes)} bytes, ${last}`
}

function things(value: number, name: string): string {
  return `${count(value)} ${name}${value === 1 ? '' : 's'}`
}

function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}
