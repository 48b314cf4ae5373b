/**
 * How long a chart of the overview takes to be drawn in Chromium, and how large the first load of the page is. `npx tsx bench/page.ts`, after
 * `npm run build`, with Debian's package chromium.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { openBrowser } from '../test/e2e/browser.ts'
import { freePort } from '../test/e2e/free-port.ts'
import { waitUntil } from '../test/e2e/wait-until.ts'

const DAY = 86_400
const MAIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
const ASSETS = join(import.meta.dirname, '..', 'dist', 'dashboard', 'assets')
const METRICS = ['requests', 'client-errors', 'server-errors', 'not-found', 'latency', 'clients', 'bytes'] as const

/** A day of `points`, as the API gives it. */
function day(points: number): object {
  const step = DAY / points
  const to = Math.floor(Date.now() / 1_000 / step) * step
  const column = (mean: number) =>
    Array.from({ length: points }, (_, i) => mean * (1 + Math.sin(i / 60) + Math.random()))
  const of = <T>(names: readonly string[], make: () => T) => Object.fromEntries(names.map((name) => [name, make()]))
  return {
    step_s: step,
    time: Array.from({ length: points }, (_, i) => to - DAY + i * step),
    values: of(METRICS, () => column(10)),
    expected: of(METRICS, () => ({ mean: column(10), low: column(3), high: column(30) })),
    most_requests: column(40),
    prevented: column(0),
    status: of(['2xx', '3xx', '4xx', '5xx'], () => column(3)),
    methods: of(['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'WebDAV', 'other'], () => column(2)),
  }
}

const folder = mkdtempSync(join(tmpdir(), 'breakwater-page-'))
const port = await freePort()
const base = `http://127.0.0.1:${port}`
const args = [MAIN, 'run', '--demo', '-q', '-o', 'ndjson', '--state-dir', folder, '--listen', `127.0.0.1:${port}`]
const daemon = spawn(process.execPath, args, { stdio: 'ignore' })
try {
  await waitUntil('the dashboard', 20_000, () =>
    fetch(base).then(
      () => true,
      () => false,
    ),
  )
  const browser = await openBrowser()
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  const loaded = new Set<string>()
  page.on('response', (answer) => {
    const [, name] = /assets\/(.+\.js)$/.exec(answer.url()) ?? []
    if (name !== undefined) loaded.add(name)
  })
  // From the clearing of a canvas to the last thing that is drawn on it in the same task.
  await page.addInitScript(`{
    window.draws = []
    let open = null
    const prototype = CanvasRenderingContext2D.prototype
    const wrap = (name, before, after) => {
      const drawn = prototype[name]
      prototype[name] = function (...args) { before(); drawn.apply(this, args); after() }
    }
    wrap('clearRect', () => { open = { from: performance.now(), to: 0 }; window.draws.push(open) }, () => {})
    for (const name of ['stroke', 'fill', 'fillText', 'fillRect'])
      wrap(name, () => {}, () => { if (open !== null) open.to = performance.now() })
  }`)
  let body = ''
  await page.route('**/api/v1/metrics?*', (route) => route.fulfill({ contentType: 'application/json', body }))
  for (const points of [1_440, 2_880]) {
    body = JSON.stringify(day(points))
    await page.goto(`${base}/?range=24h`)
    await page.locator('canvas').first().waitFor()
    await page.waitForTimeout(2_000)
    await page.evaluate('window.draws.length = 0')
    await page.waitForTimeout(10_000)
    const times = (await page.evaluate(
      'window.draws.filter(({ to }) => to > 0).map(({ from, to }) => to - from)',
    )) as number[]
    times.sort((a, b) => a - b)
    if (times.length === 0) throw new Error('nothing was drawn')
    console.log(
      `24 h in ${points} points: a chart is drawn in ${times[times.length >> 1]!.toFixed(1)} ms (median), ${times.at(-1)!.toFixed(1)} ms at most of ${times.length} (gate 50)`,
    )
  }
  await browser.close()
  const size = readdirSync(ASSETS)
    .filter((name) => loaded.has(name))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name))).length, 0)
  console.log(`first load of the overview: ${(size / 1_024).toFixed(1)} KiB of script with gzip (gate 60 kB)`)
} finally {
  daemon.kill('SIGTERM')
  await new Promise((resolve) => daemon.once('close', resolve))
  rmSync(folder, { recursive: true, force: true })
}
