// Bundles the command and its workers into dist/cli, each one file of CommonJS, and makes the code cache of the command by a short replay.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'dist', 'cli')
/** Small, and needed by each command: what is bundled is neither looked for nor compiled apart. All else is loaded when it is wanted. */
const BUNDLED = ['commander']
const external = Object.keys((await import('../package.json', { with: { type: 'json' } })).default.dependencies).filter(
  (name) => !BUNDLED.includes(name),
)

rmSync(folder, { recursive: true, force: true })
await build({
  absWorkingDir: root,
  entryPoints: {
    main: 'src/cli/main.ts',
    'load-command': 'src/cli/load-command.ts',
    command: 'src/cli/command.ts',
    'priming-worker': 'src/app/priming-worker.ts',
  },
  outdir: folder,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external,
  define: { 'import.meta.url': '__url', 'import.meta.dirname': '__dirname' },
  banner: { js: 'const __url = require("node:url").pathToFileURL(__filename).href' },
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 200,
  logLevel: 'warning',
})
writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n')

const work = mkdtempSync(join(tmpdir(), 'breakwater-cache-'))
const log = join(work, 'access.log')
const maker = join(work, 'make.cjs')
writeFileSync(
  maker,
  `const { script, run } = require(${JSON.stringify(join(folder, 'load-command.js'))}).loadCommand()
process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'command.cache'))}, script.createCachedData()))
run()
`,
)
const run = (...args) => spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 })
const simulated = run(join(folder, 'main.js'), 'simulate', '--rate', '2', '--length', '2m', '--log', log)
const made = simulated.status === 0 ? run(maker, 'replay', '-q', '-o', 'ndjson', log) : simulated
rmSync(work, { recursive: true, force: true })
if (made.status !== 0) {
  process.stderr.write(`the code cache was not made: ${made.stderr}\n`)
  process.exitCode = 1
}
