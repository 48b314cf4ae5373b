/** Whether the metrics of the site raise as many false alarms as they promise. `npm run calibration [-- --quick] [--gates] [--out FILE]` */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { run, type Trial, type TrialResult } from './calibration/trial.ts'
import { TEST_SEEDS } from './score/site.ts'
import { poissonBounds } from './score/statistics.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'guide', 'calibration-results.md')
/** One an hour: so often that weeks say something. */
const RAISED = 168
/** Low enough that the calibration sets the limits, not the floor. */
const LOW_FLOOR = 2
/** Measured over promised. */
const FACTOR = 1.5
const MOST_AT_ONE = 1.5
const MOST_AT_A_QUARTER = 0.4

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, gates: { type: 'boolean' }, out: { type: 'string' } },
})
const raisedDays = values.quick ? 7 : 28
const usualDays = values.quick ? 14 : 84
const learningDays = values.quick ? 7 : 14

const SITES: readonly Pick<Trial, 'name' | 'site'>[] = [
  ...[1, 5, 50, 500, 5_000].map((rate) => ({ name: `${rate} requests/s`, site: { rate } })),
  { name: '50 requests/s, Poisson', site: { rate: 50, k: 1 } },
  { name: '50 requests/s, k 6, uneven shares', site: { rate: 50, k: 6, shareK: 2 } },
  {
    name: '50 requests/s that wander by 10 % in 10 minutes',
    site: { rate: 50, wander: { deviation: 0.1, span: 600 } },
  },
]

const trials: readonly Trial[] = [
  ...SITES.map((one, i) => ({
    ...one,
    promise: RAISED,
    floor: LOW_FLOOR,
    learningDays,
    days: raisedDays,
    seed: seed(i),
  })),
  ...[1, 0.25].flatMap((promise, n) =>
    SITES.map((one, i) => ({ ...one, promise, learningDays, days: usualDays, seed: seed(100 * (n + 1) + i) })),
  ),
]

const results = trials.map((trial) => {
  const result = run(trial)
  process.stderr.write(`${trial.name}, ${trial.promise} a week: ${result.episodes} of ${result.promised.toFixed(1)}\n`)
  return result
})
const failed = faults(results)
const text = page(results, failed)
const out = values.out ?? (values.quick ? undefined : PAGE)
if (out === undefined) process.stdout.write(text)
else writeFileSync(out, text)
if (values.gates && failed.length > 0) process.exitCode = 1

function seed(number: number): number {
  return TEST_SEEDS.first + number
}

/** What does not hold of what was promised. */
function faults(all: readonly TrialResult[]): string[] {
  const raised = all
    .filter(({ trial }) => trial.promise === RAISED)
    .filter(({ episodes, promised }) => episodes > FACTOR * promised || episodes < promised / FACTOR)
    .map(({ trial, episodes, promised }) => `${trial.name}: ${episodes} alarms, ${promised.toFixed(0)} promised`)
  const usual = [
    [1, MOST_AT_ONE],
    [0.25, MOST_AT_A_QUARTER],
  ].flatMap(([promise, most]) => {
    const own = all.filter(({ trial }) => trial.promise === promise)
    const weeks = own.reduce((sum, { trial }) => sum + trial.days / 7, 0)
    const aWeek = own.reduce((sum, { episodes }) => sum + episodes, 0) / weeks
    return aWeek > most! ? [`${aWeek.toFixed(2)} a week at a promise of ${promise}; ${most} are allowed`] : []
  })
  return [...raised, ...usual]
}

function page(all: readonly TrialResult[], failed: readonly string[]): string {
  const rows = all.map(({ trial, episodes, promised, expected, kinds, cost }) => {
    const weeks = trial.days / 7
    const [low, high] = poissonBounds(episodes).map((bound) => (bound / weeks).toFixed(2))
    return `| ${[
      ...[trial.name, trial.promise, trial.days, promised.toFixed(1), episodes, (episodes / weeks).toFixed(2)],
      ...[`${low} … ${high}`, (episodes / promised).toFixed(2), expected.toFixed(2), cost.toFixed(1)],
      kinds.map(([kind, count]) => `${kind} ${count}`).join(', '),
    ].join(' | ')} |`
  })
  return `# Whether false alarms are as rare as promised

Made by \`npm run calibration${values.quick ? ' -- --quick' : ''}\`. Seconds of a clean site are drawn from distributions (\`src/simulate/ticks\`), with the rhythm of day and
week, k 2 where nothing else is said, and shares of errors; the metrics learn it for ${learningDays} days and are then watched. Each alarm is a false one; alarms
within 60 s are one. Seeds from ${TEST_SEEDS.first} on.

At the promises of ${RAISED} a week (one an hour) the floor of the limits is lowered to ${LOW_FLOOR} nats, so that the calibration alone sets them: measured over promised must lie
within a factor of ${FACTOR} both ways. At 1 and 0.25 a week the limits are as they are in use, never below their floor: fewer alarms than promised are no fault.

${failed.length === 0 ? 'All of it holds.' : `Does not hold:\n\n${failed.map((words) => `- ${words}`).join('\n')}`}

| site | promise a week | days | promised | measured | a week | 95 % bounds | measured / promised | own estimate a week | µs a tick | kinds |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
${rows.join('\n')}
`
}
