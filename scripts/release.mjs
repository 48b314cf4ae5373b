// Makes a release: checks that it may be one, packs it, and says what to do next. Publishes nothing. --dry-run: packs into a temporary
// folder, and tells what would stop a release instead of stopping. --skip-tests: the tests of this very commit have passed already.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const isDry = process.argv.includes('--dry-run')
const say = (text) => process.stdout.write(`${text}\n`)
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
const day = new Date().toISOString().slice(0, 10)

let stopped = 0
function check(what, trouble, fix) {
  say(`${trouble === null ? 'ok  ' : 'FAIL'}  ${what}${trouble === null ? '' : `: ${trouble}`}`)
  if (trouble === null) return
  say(`      ${fix}`)
  stopped++
}

function run(command, ...args) {
  const { status, stdout, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  return { isDone: status === 0, out: (stdout ?? '').trim(), why: error?.message ?? `it ended with ${status}` }
}

const tree = run('git', 'status', '--porcelain')
check(
  'the tree is clean',
  tree.isDone ? (tree.out === '' ? null : `${tree.out.split('\n').length} files are changed`) : tree.why,
  'Commit or stash what is changed.',
)
const isVersion = /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)
check(`the version is ${version}`, isVersion ? null : 'it is none', 'Write MAJOR.MINOR.PATCH into package.json.')
const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).version
check('package-lock.json agrees', locked === version ? null : `it says ${locked}`, 'npm install --package-lock-only')
const isTagged = run('git', 'tag', '--list', `v${version}`).out !== ''
check(`there is no tag v${version} yet`, isTagged ? 'there is' : null, 'Raise the version in package.json.')
const headings = [...readFileSync(join(root, 'CHANGELOG.md'), 'utf8').matchAll(/^## (.+)$/gm)].map((match) => match[1])
const heading = headings.find((one) => one.split(' ')[0] === version)
check(
  'CHANGELOG.md has a heading for it',
  heading === undefined ? `the first is "${headings[0]}"` : null,
  `Make "## ${version} (${day})" of "## Unreleased".`,
)
const isTested = process.argv.includes('--skip-tests')
if (isDry || isTested) say(`--    the tests: not run${isTested ? ', as was said' : ', for it is dry'}`)
else if (stopped === 0) {
  const { status } = spawnSync('npm', ['test'], { cwd: root, stdio: 'inherit' })
  check('all tests pass', status === 0 ? null : `npm test ended with ${status}`, 'Correct what fails.')
}
if (stopped > 0 && !isDry) {
  say(`${stopped} ${stopped === 1 ? 'thing stands' : 'things stand'} in the way; nothing was made`)
  process.exit(1)
}

const folder = isDry ? mkdtempSync(join(tmpdir(), 'breakwater-release-')) : join(root, 'release')
mkdirSync(folder, { recursive: true })
const packed = run('npm', 'pack', '--json', '--pack-destination', folder, ...(isDry ? ['--ignore-scripts'] : []))
try {
  if (!packed.isDone) {
    say(`FAIL  npm pack: ${packed.why}`)
    process.exitCode = 1
  } else {
    // What the build prints stands before it.
    const [{ filename, size, files }] = JSON.parse(packed.out.slice(packed.out.search(/^\[/m)))
    const hash = createHash('sha256')
      .update(readFileSync(join(folder, filename)))
      .digest('hex')
    writeFileSync(join(folder, `${filename}.sha256`), `${hash}  ${filename}\n`)
    say(`ok    ${filename}: ${files.length} files, ${(size / 1e6).toFixed(1)} MB, SHA-256 ${hash}`)
    say('\nNext:')
    say(`  git tag -s v${version} -m "Breakwater ${version}" && git push origin v${version}`)
    say(`  npm publish release/${filename}`)
    say(`  attach release/${filename} and release/${filename}.sha256 to the release, with what CHANGELOG.md says of it`)
  }
} finally {
  if (isDry) rmSync(folder, { recursive: true, force: true })
}
if (isDry && stopped > 0) say(`\n${stopped} of the above would stop a release`)
