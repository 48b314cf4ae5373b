import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import packageJson from '../package.json' with { type: 'json' }
import type { MetricSecond } from '../src/domain/metric-history.ts'
import { ManualClock } from '../src/lib/clock.ts'
import { banOf } from '../src/store/ban.fixture.ts'

const START = Date.UTC(2026, 2, 2)
const DAY = 86_400

const { values } = parseArgs({
  options: { bans: { type: 'string', default: '10000' }, folder: { type: 'string', default: tmpdir() } },
})
const count = Number(values.bans)
const folder = mkdtempSync(join(values.folder, 'breakwater-store-'))
const clock = new ManualClock(START)
const rss = () => process.memoryUsage.rss() / 1_048_576
const before = { rss: rss(), time: performance.now() }
const [{ StateStore }, { HistoryStore }] = [
  await import('../src/store/state-store.ts'),
  await import('../src/store/history-store.ts'),
]
const options = { clock, onTrouble: ({ text }: { text: string }) => console.log(text) }

function row(what: string, milliseconds: number, more = ''): void {
  console.log(`${what.padEnd(64)}${milliseconds.toFixed(milliseconds < 10 ? 2 : 0).padStart(9)} ms  ${more}`)
}

async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const begun = performance.now()
  const result = await work()
  row(what, performance.now() - begun)
  return result
}

const BAND = { mean: 910.5, low: 700.25, high: 1_200.75 }

function secondOf(second: number): MetricSecond {
  return {
    second,
    requests: 900 + (second % 97),
    bytes: 12_345_678,
    redirects: second % 29,
    clientErrors: second % 13,
    serverErrors: second % 3,
    notFound: second % 7,
    prevented: second % 5,
    clients: 400,
    latencyP99: 123.4,
    methods: [800, 60, 20, 10, 5, 3, 2],
    expected: {
      requests: BAND,
      'client-errors': BAND,
      'server-errors': BAND,
      'not-found': BAND,
      latency: BAND,
      clients: BAND,
      bytes: BAND,
    },
    expectedErrors: { mean: 9.5, low: 0, high: 25.5 },
  }
}

console.log(`breakwater ${packageJson.version}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`)
try {
  let state = await StateStore.open(folder, options)
  row(
    'load SQLite and make a state database',
    performance.now() - before.time,
    `${(rss() - before.rss).toFixed(0)} MiB`,
  )

  const single: number[] = []
  for (let index = 0; index < 1_000; index++) {
    const begun = performance.now()
    state.apply({ type: 'put', ban: banOf(`10.1.${index >> 8}.${index & 255}`) })
    single.push(performance.now() - begun)
  }
  single.sort((a, b) => a - b)
  row('one ban and its offence, on disk: p50 of 1,000', single[500]!)
  row('                                  p99 of 1,000', single[990]!)

  const bans = Array.from({ length: count }, (_, index) =>
    banOf(`10.${2 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`),
  )
  await timed(`${count} bans and their offences in one transaction`, () =>
    state.batch(() => {
      for (const ban of bans) state.apply({ type: 'put', ban })
    }),
  )
  await timed(`lift of ${count} bans in one transaction`, () =>
    state.batch(() => {
      for (const ban of bans) state.apply({ type: 'lift', lift: { ban, at: START, cause: 'expired' }, forgiven: false })
    }),
  )
  await timed(`${count} bans again`, () => state.bans.putAll(bans))
  await timed('forget one address', () => state.forget('10.2.0.7'))
  await timed('one step of retention, 500 rows a table', () => state.prune(START + DAY, { retention: 1, decay: null }))
  await timed('write what waits, let the file go', () => state.close())
  const size = statSync(join(folder, 'state.db')).size / 1_048_576
  state = await timed(`open and check a state database of ${size.toFixed(0)} MiB`, () =>
    StateStore.open(folder, options),
  )
  await timed('read all that is remembered', () => state.remembered())
  state.close()

  let history = await HistoryStore.open(folder, options)
  const now = START / 1_000
  await timed('history of a day, 86,400 seconds, written in portions of five', () => {
    for (let second = now - DAY; second < now; second++) {
      history.add(secondOf(second))
      if (second % 5 === 0) history.flush()
    }
    history.flush()
  })
  await timed('history of 30 days more, one second in each minute, portions of 60', () => {
    for (let second = now - 31 * DAY; second < now - DAY; second += 60) {
      history.add(secondOf(second))
      if (second % 3_600 === 0) history.flush()
    }
    history.flush()
  })
  history.add(secondOf(now))
  await timed('write of one second', () => history.flush())
  for (const [name, days, points] of [
    ['an hour, 600 points', 1 / 24, 600],
    ['three hours, 1,000 points', 1 / 8, 1_000],
    ['a day, 1,500 points', 1, 1_500],
    ['a day, 3,000 points', 1, 3_000],
    ['7 days, 1,500 points', 7, 1_500],
    ['30 days, 800 points', 30, 800],
    ['30 days, 1,500 points', 30, 1_500],
    ['a year, 400 points', 365, 400],
  ] as const)
    await timed(`chart of ${name}`, () => history.query(START - days * DAY * 1_000, START, points))
  history.close()
  const historySize = statSync(join(folder, 'history.db')).size / 1_048_576
  history = await timed(`open and check a history of ${historySize.toFixed(0)} MiB`, () =>
    HistoryStore.open(folder, options),
  )
  history.close()
  console.log(`\nresident set at the end: ${rss().toFixed(0)} MiB, at the start ${before.rss.toFixed(0)} MiB`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
