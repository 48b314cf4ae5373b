/** Plays what the simulator knows to all profiles and says how they did. `npm run score [-- --quick] [--gates] [--training] [--out FILE]` */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { failedGates } from './score/gates.ts'
import { page } from './score/page.ts'
import { FULL, jobsOf, QUICK, TRAINING } from './score/plan.ts'
import { CONTENDERS } from './score/profiles.ts'
import { allResults } from './score/workers.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'guide', 'detection-results.md')

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    training: { type: 'boolean' },
    gates: { type: 'boolean' },
    out: { type: 'string' },
  },
})
const plan = values.training ? TRAINING : values.quick ? QUICK : FULL
const out = values.out ?? (plan === FULL ? PAGE : undefined)
const jobs = jobsOf(plan)
const started = performance.now()
let done = 0
const results = await allResults(jobs, ({ type, size, seed }) => {
  const elapsed = ((performance.now() - started) / 1_000).toFixed(0)
  process.stderr.write(`${elapsed} s: ${++done} of ${jobs.length} (${type}, ${size}, seed ${seed})\n`)
})
const names = CONTENDERS.map(({ name }) => name)
const text = `${page(results, plan, names)}\n`
if (out === undefined) process.stdout.write(text)
else writeFileSync(out, text)
const failed = failedGates(results, names[0]!)
for (const words of failed) process.stderr.write(`${names[0]}: ${words}\n`)
if (values.gates && failed.length > 0) process.exitCode = 1
