import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import packageJson from '../package.json' with { type: 'json' }
import { PROFILES } from '../src/domain/profile.ts'
import { type LogShape, writeAccessLog } from './access-log.ts'
import { childCost } from './child-cost.ts'
import { tickCost } from './tick-cost.ts'

/** A gate: the largest ratio of CPU time to that of `wc -l` on the same file in the same run. */
const CASES: readonly { name: string; shape: LogShape; addresses: number; gate: number }[] = [
  { name: 'json, 50 k addresses', shape: 'json', addresses: 50_000, gate: 8 },
  { name: 'json, 1 M addresses', shape: 'json', addresses: 1_000_000, gate: 10 },
  { name: 'combined, 50 k addresses', shape: 'combined', addresses: 50_000, gate: 9 },
]
const MAIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
const RSS_GATE = 100
const START_CPU_GATE = 120
const FIRST_LINE_GATE = 300
/** Microseconds. */
const TICK_GATES = { classic: 50, calibrated: 200 } as const

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '10000000' },
    only: { type: 'string' },
    profile: { type: 'string', default: PROFILES[0] },
  },
})
const { profile } = values
const lines = Number(values.lines)
const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'))
let failed = false

function row(name: string, value: string, gate: string, met: boolean): void {
  if (!met) failed = true
  console.log(`${name.padEnd(44)} ${value.padStart(28)}   gate ${gate.padEnd(10)} ${met ? 'met' : 'NOT MET'}`)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}

console.log(`breakwater ${packageJson.version}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`)
console.log(
  `profile ${profile}, ${lines} lines a file, 2,000 a log second; CPU time of the whole process, median of 5, interleaved with wc -l\n`,
)
try {
  for (const { name, shape, addresses, gate } of CASES) {
    if (values.only !== undefined && !name.includes(values.only)) continue
    const file = join(folder, `${shape}.log`)
    writeAccessLog(file, shape, lines, addresses)
    await childCost('wc', ['-l', file])
    const ours: number[] = []
    const theirs: number[] = []
    let rss = 0
    for (let round = 0; round < 5; round++) {
      theirs.push((await childCost('wc', ['-l', file])).cpu)
      const replay = await childCost(process.execPath, [MAIN, 'replay', '--profile', profile, '-o', 'ndjson', file])
      const summary = JSON.parse(replay.stdout.trimEnd().split('\n').at(-1)!)
      if (summary.requests !== lines) throw new Error(`replay counted ${summary.requests} of ${lines} lines`)
      ours.push(replay.cpu)
      rss = Math.max(rss, replay.rss)
    }
    const ratio = median(ours) / median(theirs)
    const each = (median(ours) / lines) * 1e6
    row(`replay, ${name}`, `${ratio.toFixed(2)} × wc -l, ${each.toFixed(0)} ns a line`, `≤ ${gate} ×`, ratio <= gate)
    if (addresses <= 50_000) row(`resident set, ${name}`, `${rss.toFixed(0)} MiB`, `≤ ${RSS_GATE} MiB`, rss <= RSS_GATE)
    else console.log(`${`resident set, ${name}`.padEnd(44)} ${`${rss.toFixed(0)} MiB`.padStart(28)}   (stated)`)
    rmSync(file)
  }
  const one = join(folder, 'one.log')
  writeFileSync(one, '198.51.100.7 - - [02/Mar/2026:09:15:01 +0000] "GET / HTTP/1.1" 200 512 "-" "curl/8.0"\n')
  const starts = []
  for (let round = 0; round < 11; round++)
    starts.push(await childCost(process.execPath, [MAIN, 'replay', '--profile', profile, '-o', 'ndjson', one]))
  const cpu = starts.reduce((sum, start) => sum + start.cpu, 0) / starts.length
  row('replay of one line, CPU (mean of 11)', `${cpu.toFixed(0)} ms`, `≤ ${START_CPU_GATE} ms`, cpu <= START_CPU_GATE)
  const wall = median(starts.map((start) => start.wall))
  row('replay of one line, wall', `${wall.toFixed(0)} ms`, `≤ ${FIRST_LINE_GATE} ms`, wall <= FIRST_LINE_GATE)
  const bare = []
  for (let round = 0; round < 5; round++) bare.push((await childCost(process.execPath, ['-e', '0'])).cpu)
  console.log(
    `${'bare node, CPU (mean of 5)'.padEnd(44)} ${`${bare.reduce((a, b) => a + b, 0) / 5} ms`.padStart(28)}   (stated)`,
  )
  for (const name of ['classic', 'calibrated'] as const) {
    const { mean, p99 } = tickCost(200_000, name)
    row(`a tick, ${name}, mean`, `${mean.toFixed(1)} µs`, `≤ ${TICK_GATES[name]} µs`, mean <= TICK_GATES[name])
    console.log(`${`a tick, ${name}, p99`.padEnd(44)} ${`${p99.toFixed(1)} µs`.padStart(28)}   (stated)`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (failed) process.exitCode = 1
