import type { BaselineStatus, LogStatus, StatusReport, Trouble } from '../domain/status-report.ts'
import { SECOND } from '../domain/units.ts'
import { isoTime } from '../wire/ndjson.ts'
import type { DeskParts } from './desk-parts.ts'
import { troublesOf } from './desk-troubles.ts'
import type { Engine } from './engine.ts'
import type { LogView } from './live-log.ts'
import { learning } from './live-snapshot.ts'

/** Of a line, while no line was read. */
const USUAL_BYTES = 200

/** How the daemon is at this moment. */
export function statusReport(parts: DeskParts): StatusReport {
  const { engine, config, enforcement, storeTrouble, clock, started, version } = parts
  const { profile, alarms } = config()
  const { lines, refused } = parts.lines()
  const now = clock.now()
  const logs = parts.inputs.files()
  const status = enforcement.status()
  const trouble = storeTrouble()
  const troubles: readonly Trouble[] = troublesOf({
    enforcement: status,
    storeTrouble: trouble,
    logs,
    incidents: engine.brain.tracker.open(),
  })
  return {
    ...{ version, pid: process.pid, now: isoTime(now), uptime_s: (now - started) / SECOND },
    ...{ memory_bytes: process.memoryUsage.rss(), profile, enforcement: status },
    promised_false_alarms_per_week: profile === 'calibrated' ? alarms.max_false_per_week : null,
    learning: learning(engine),
    baselines: {
      requests: baselineOf(engine, 'requests', 'requests/s'),
      errors: baselineOf(engine, 'errors', 'errors/s'),
    },
    ...{ lines, refused_lines: refused },
    lag: lagOf(parts, logs),
    logs: logs.map(logStatus),
    sources: engine.window.table.count,
    incidents_open: engine.brain.tracker.open().length,
    ...{ store_trouble: trouble, troubles },
  }
}

/** Lines by the mean length of those read; seconds from the newest line read to now, while there is more to read. */
function lagOf({ inputs, lines, clock }: DeskParts, logs: readonly LogView[]): StatusReport['lag'] {
  const { lag: bytes, read } = inputs
  if (bytes === 0) return { bytes, lines: 0, seconds: 0 }
  const count = lines().lines
  const length = count > 0 && read > 0 ? read / count : USUAL_BYTES
  const last = Math.max(
    ...logs.filter(({ lag }) => lag > 0).map(({ lastLine }) => lastLine ?? Number.NEGATIVE_INFINITY),
  )
  const seconds = Number.isFinite(last) ? Math.max(0, clock.now() - last) / SECOND : 0
  return { bytes, lines: Math.ceil(bytes / length), seconds }
}

function logStatus({ path, format, lines, refused, lag, lastLine }: LogView): LogStatus {
  const last_line_at = lastLine === null ? null : isoTime(lastLine)
  return { path, format, lines, refused, lag_bytes: lag, last_line_at }
}

function baselineOf({ brain }: Engine, metric: string, unit: string): BaselineStatus | null {
  const found = brain.baseline(metric)
  if (found === null) return null
  const { mean, stddev, samples, age } = found
  return { unit, mean, stddev, samples, age_s: age }
}
