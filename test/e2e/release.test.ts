import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
const git = (...args: string[]) => {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@site.example', '-c', 'commit.gpgsign=false']
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-release-'))
  mkdirSync(join(folder, 'scripts'))
  cpSync(join(import.meta.dirname, '..', '..', 'scripts', 'release.mjs'), join(folder, 'scripts', 'release.mjs'))
  write('package.json', '{"name":"wall","version":"1.2.3","files":["README.md"]}\n')
  write('package-lock.json', '{"name":"wall","version":"1.2.3","lockfileVersion":3}\n')
  write('CHANGELOG.md', '# Changelog\n\n## 1.2.3 (2026-03-02)\n\n- All.\n')
  write('README.md', 'A wall.\n')
  write('.gitignore', 'release/\n')
  git('init', '-q')
  git('add', '-A')
  git('commit', '-q', '-m', 'All')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function release(...flags: string[]): { status: number | null; out: string } {
  const { status, stdout } = spawnSync('node', [join(folder, 'scripts', 'release.mjs'), ...flags], { encoding: 'utf8' })
  return { status, out: stdout }
}

describe('scripts/release.mjs', () => {
  it('packs what may be released, with its hash, and publishes nothing', () => {
    const { status, out } = release('--skip-tests')
    expect(status).toBe(0)
    const hash = createHash('sha256')
      .update(readFileSync(join(folder, 'release', 'wall-1.2.3.tgz')))
      .digest('hex')
    expect(readFileSync(join(folder, 'release', 'wall-1.2.3.tgz.sha256'), 'utf8')).toBe(`${hash}  wall-1.2.3.tgz\n`)
    expect(out).toContain(hash)
    expect(out).toContain('npm publish release/wall-1.2.3.tgz')
  })

  it.each([
    ['a changed tree', () => write('README.md', 'Another.\n'), 'FAIL  the tree is clean'],
    ['no heading', () => commit('CHANGELOG.md', '# Changelog\n\n## Unreleased\n'), 'FAIL  CHANGELOG.md has a heading'],
    ['another lock file', () => commit('package-lock.json', '{"version":"1.2.2"}'), 'FAIL  package-lock.json agrees'],
    ['a tag', () => git('tag', 'v1.2.3'), 'FAIL  there is no tag v1.2.3 yet'],
  ])('refuses %s and makes nothing; --dry-run tells it too', (_what, spoil, words) => {
    spoil()
    const { status, out } = release('--skip-tests')
    expect(status).toBe(1)
    expect(out).toContain(words)
    expect(out).not.toContain('npm publish')
    const dry = release('--dry-run')
    expect(dry.status).toBe(0)
    expect(dry.out).toContain(words)
    expect(existsSync(join(folder, 'release'))).toBe(false)
  })

  it('makes nothing when tests fail', () => {
    commit('package.json', '{"name":"wall","version":"1.2.3","scripts":{"test":"exit 1"}}')
    const { status, out } = release()
    expect(status).toBe(1)
    expect(out).toContain('FAIL  all tests pass')
    expect(existsSync(join(folder, 'release'))).toBe(false)
  })
})

function commit(name: string, text: string): void {
  write(name, text)
  git('commit', '-q', '-am', 'Spoil')
}
