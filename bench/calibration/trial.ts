import { siteMetrics } from '../../src/app/calibrated-site.ts'
import { DAY, SECOND } from '../../src/domain/units.ts'
import type { TickOptions } from '../../src/simulate/ticks/tick-options.ts'
import { TickStream } from '../../src/simulate/ticks/tick-stream.ts'
import { AlarmCount } from './alarm-count.ts'

const DAY_SECONDS = DAY / SECOND
const MONDAY = Date.UTC(2026, 2, 2) / SECOND

/** A site and a promise that are tried. */
export interface Trial {
  readonly name: string
  readonly site: Omit<TickOptions, 'seed' | 'from'>
  /** False alarms a week, over all metrics. */
  readonly promise: number
  /** No limit lies below, in nats; undefined: the usual. */
  readonly floor?: number
  readonly learningDays: number
  readonly days: number
  readonly seed: number
}

export interface TrialResult {
  readonly trial: Trial
  readonly episodes: number
  readonly kinds: readonly (readonly [string, number])[]
  /** Promised and measured for the days that were watched. */
  readonly promised: number
  /** What the metrics themselves expect a week by their limits at the end. */
  readonly expected: number
  /** Microseconds a tick, drawing left out. */
  readonly cost: number
}

/**
 * Lets the metrics learn a clean site by their usual limits, then gives what they learned to metrics with the promise that is tried, and
 * counts their alarms. Nothing happens on the site, so each alarm is a false one.
 */
export function run(trial: Trial): TrialResult {
  const { site, promise, floor, learningDays, days, seed } = trial
  const stream = new TickStream({ ...site, seed, from: MONDAY })
  const teacher = siteMetrics({ maxFalsePerWeek: promise })
  const lessons = new AlarmCount(teacher)
  for (let i = 0; i < learningDays * DAY_SECONDS; i++) lessons.see(stream.next())
  const metrics = siteMetrics({ maxFalsePerWeek: promise, ...(floor !== undefined && { floor }) })
  if (!metrics.restore(JSON.parse(JSON.stringify(teacher)))) throw new Error('what was learned cannot be taken over')
  const count = new AlarmCount(metrics)
  let spent = 0
  for (let day = 0; day < days; day++) {
    const ticks = Array.from({ length: DAY_SECONDS }, () => stream.next())
    const started = process.cpuUsage()
    for (const tick of ticks) count.see(tick)
    const { user, system } = process.cpuUsage(started)
    spent += user + system
  }
  return {
    trial,
    episodes: count.episodes,
    kinds: [...count.kinds].sort(([, a], [, b]) => b - a),
    promised: (promise * days) / 7,
    expected: metrics.falseAlarms.expected,
    cost: spent / (days * DAY_SECONDS),
  }
}
