// Bundles the command and its workers into dist/cli, each one file of CommonJS, and makes the code cache of the command by a replay.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
    'replay-lab-worker': 'src/app/replay-lab-worker.ts',
  },
  outdir: folder,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Packages are of CommonJS too: required, they need no loader of modules.
  supported: { 'dynamic-import': false },
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
const combined = join(work, 'combined.log')
const maker = join(work, 'make.cjs')
writeFileSync(
  maker,
  `const { script, run } = require(${JSON.stringify(join(folder, 'load-command.js'))}).loadCommand()
process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'command.cache'))}, script.createCachedData()))
run()
`,
)
const run = (...args) => spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 })
const traffic = ['--rate', '20', '--length', '15m', '--attack-at', '12m', '--attack', 'flood,scan,distributed-flood']
const simulated = run(join(folder, 'main.js'), 'simulate', ...traffic, '--log', log)
if (simulated.status === 0) writeFileSync(combined, asCombined(readFileSync(log, 'utf8')))
const made = simulated.status === 0 ? run(maker, 'replay', '-q', '-o', 'ndjson', log, combined) : simulated
rmSync(work, { recursive: true, force: true })
if (made.status !== 0) {
  process.stderr.write(`the code cache was not made: ${made.stderr}\n`)
  process.exitCode = 1
}

/** The same lines as the other format that is read by a kernel. */
function asCombined(lines) {
  return lines.replace(/.+/g, (line) => {
    const { msec, remote_addr, request_method, request_uri, status, body_bytes_sent } = JSON.parse(line)
    const [, day, month, year, time] = /, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(msec * 1_000).toUTCString())
    return `${remote_addr} - - [${day}/${month}/${year}:${time} +0000] "${request_method} ${request_uri} HTTP/1.1" ${status} ${body_bytes_sent} "-" "-"`
  })
}
