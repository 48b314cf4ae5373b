// Runs the suites one after another, prints the seconds of each and a plain closing line. --long: the long sizes.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SUITES = {
  unit: ['src', 'bench'],
  architecture: ['test/architecture.test.ts'],
  examples: ['test/examples'],
  scenarios: ['test/scenarios'],
  'page and docs': ['test/dashboard-build.test.ts', 'test/docs'],
  'end to end': ['test/e2e'],
  'held-out logs': ['test/heldout'],
}

const root = join(import.meta.dirname, '..')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const environment = { ...process.env, ...(process.argv.includes('--long') && { BREAKWATER_LONG: '1' }) }
const folder = mkdtempSync(join(tmpdir(), 'breakwater-tests-'))
const total = { passed: 0, failed: 0, skipped: 0 }
const seconds = []
let broken = false
for (const [name, filters] of Object.entries(SUITES)) {
  const report = join(folder, `${name.replaceAll(' ', '-')}.json`)
  const started = performance.now()
  const args = [vitest, 'run', ...filters, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: environment })
  seconds.push(`${name}: ${((performance.now() - started) / 1_000).toFixed(1)} s`)
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    total.passed += result.numPassedTests
    total.failed += result.numFailedTests
    total.skipped += result.numPendingTests + result.numTodoTests
    if (status !== 0 && result.numFailedTests === 0) broken = true
    if (result.numTotalTests === 0) broken = true
  } catch {
    broken = true
  }
}
// The quick score of the detection: its gates are one test.
const started = performance.now()
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs')
const score = [tsx, join(root, 'bench', 'score.ts'), '--quick', '--gates', '--out', join(folder, 'score.md')]
const { status } = spawnSync(process.execPath, score, { cwd: root, stdio: 'inherit', env: environment })
if (status === 0) total.passed++
else total.failed++
seconds.push(`score: ${((performance.now() - started) / 1_000).toFixed(1)} s`)
rmSync(folder, { recursive: true, force: true })
if (broken) process.stdout.write('a suite did not run to its end\n')
if (process.env.CI && total.skipped > 0) process.stdout.write('tests were skipped, which CI does not accept\n')
process.stdout.write(
  `${seconds.join('\n')}\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`,
)
const failed = broken || total.failed > 0 || total.passed === 0 || (process.env.CI && total.skipped > 0)
process.exitCode = failed ? 1 : 0
