// Builds when dist is missing or older than what it is made from.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const built = join(root, 'dist', 'cli', 'main.js')

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

const sources = ['src', 'kernel', 'dashboard', 'package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) =>
  newest(join(root, name)),
)
if (!existsSync(built) || statSync(built).mtimeMs < Math.max(...sources)) {
  process.stderr.write('breakwater: building …\n')
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  if (!existsSync(compiler)) {
    process.stderr.write('breakwater: the compiler is not installed\n  Run npm ci first.\n')
    process.exit(1)
  }
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
  process.exit(status ?? 1)
}
