import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import packageJson from '../package.json' with { type: 'json' }
import { FileTally } from '../src/domain/file-tally.ts'
import { LineReader } from '../src/edge/parse/line-reader.ts'
import { createParser } from '../src/edge/parse/registry.ts'
import { ChunkBuffer } from '../src/edge/source/chunk-buffer.ts'
import { childCost } from './child-cost.ts'
import { formatSamples, LineMaker } from './format-sample.ts'

const MAIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
const FLOODER = '203.0.113.10'
/** Milliseconds after which a start is given up. */
const PATIENCE = 60_000

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '200000' },
    megabytes: { type: 'string', default: '100' },
    only: { type: 'string' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'breakwater-formats-'))

/** Nanoseconds a line from bytes in memory to rows, the best of three; lines that were refused. */
function parse(format: string, text: Buffer): { ns: number; refused: number } {
  let ns = Number.POSITIVE_INFINITY
  let refused = 0
  for (let round = 0; round < 4; round++) {
    const tally = new FileTally('')
    const buffer = new ChunkBuffer(new LineReader({ parser: createParser(format), tally, sink: { consume() {} } }))
    const started = performance.now()
    buffer.push(text)
    // The first round warms up.
    if (round > 0) ns = Math.min(ns, ((performance.now() - started) * 1e6) / tally.lines)
    refused = tally.rejected
  }
  return { ns, refused }
}

/** Seconds from the start of `run` on a log to its banner, and to the ban of a flood that is written from then on. */
async function coldRun(log: string, format: string, maker: LineMaker): Promise<{ banner: number; ban: number }> {
  const state = join(folder, 'state')
  // What was banned before is not banned again.
  rmSync(state, { recursive: true, force: true })
  const args = [MAIN, 'run', log, '--format', format, '-o', 'ndjson', '--state-dir', state]
  const started = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  let said = ''
  let banner = Number.NaN
  let ban = Number.NaN
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (Number.isNaN(banner) && said.includes('observing')) banner = performance.now() - started
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (Number.isNaN(ban) && text.includes('"type":"ban"')) ban = performance.now() - started
  })
  while (Number.isNaN(ban) && child.exitCode === null && performance.now() - started < PATIENCE) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    if (!Number.isNaN(banner)) appendFileSync(log, maker.second(Math.floor(Date.now() / 1_000), 400, FLOODER))
  }
  child.kill('SIGTERM')
  await ended
  if (Number.isNaN(ban)) console.log(`no ban within ${PATIENCE / 1_000} s; it said:\n${said}`)
  return { banner: banner / 1_000, ban: ban / 1_000 }
}

function row(name: string, cells: readonly string[]): void {
  console.log(name.slice(0, 34).padEnd(34) + cells.map((cell) => cell.padStart(13)).join(''))
}

console.log(`breakwater ${packageJson.version}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`)
console.log(
  `parser: ${values.lines} lines from memory, best of 3. Cold start on a log of ${values.megabytes} MB: replay to its summary; run to its banner, and to the ban of a flood that begins then\n`,
)
row('format', ['bytes a line', 'ns a line', 'replay', 'run: banner', 'run: ban', 'refused'])
try {
  for (const { name, format, header, line } of formatSamples()) {
    if (values.only !== undefined && !name.includes(values.only)) continue
    if (line === null) {
      row(name, [`no testdata/formats/${name}.lines`])
      continue
    }
    const maker = new LineMaker({ format, header, line })
    const now = () => Math.floor(Date.now() / 1_000)
    const text = maker.lines(Number(values.lines), now())
    const { ns, refused } = parse(format, text)
    const log = join(folder, 'access.log')
    const written = maker.write(log, Number(values.megabytes) * 1e6, now())
    const replay = await childCost(process.execPath, [MAIN, 'replay', '-o', 'ndjson', '--format', format, log])
    const summary = JSON.parse(replay.stdout.trimEnd().split('\n').at(-1)!)
    if (summary.requests !== written)
      throw new Error(`replay counted ${summary.requests} of ${written} lines of ${name}`)
    const { banner, ban } = await coldRun(log, format, maker)
    row(name, [
      (text.length / Number(values.lines)).toFixed(0),
      ns.toFixed(0),
      `${(replay.wall / 1_000).toFixed(2)} s`,
      `${banner.toFixed(2)} s`,
      `${ban.toFixed(2)} s`,
      String(refused),
    ])
    rmSync(log)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
