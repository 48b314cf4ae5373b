import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from './free-port.ts'
import { waitUntil } from './wait-until.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** Bytes: 1.5 MB packed and 4.1 MB unpacked in 140 files when this was written, half of it the command and its code cache. */
const MOST_PACKED = 2_000_000
const MOST_UNPACKED = 5_500_000
const MOST_FILES = 250

const folder = mkdtempSync(join(tmpdir(), 'breakwater-package-'))
const prefix = join(folder, 'prefix')
const command = join(prefix, 'bin', 'breakwater')
const installed = join(prefix, 'lib', 'node_modules', 'breakwater')
let pack: {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

function npm(...args: string[]): string {
  return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 120_000,
  })
}

function breakwater(...args: string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8', timeout: 60_000 })
}

/** Undefined until it is served. */
async function pageAt(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url)
    return answer.ok ? await answer.text() : undefined
  } catch {
    return undefined
  }
}

beforeAll(() => {
  // What is packed was built before the tests.
  ;[pack] = JSON.parse(npm('pack', '--json', '--ignore-scripts', '--pack-destination', folder))
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the package', () => {
  it('holds what a user needs and nothing else', () => {
    const paths = pack.files.map(({ path }) => path)
    for (const path of [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'package.json',
      'data/known-ranges.json',
      'examples/breakwater.yaml',
    ])
      expect(paths).toContain(path)
    for (const path of [
      'dist/cli/main.js',
      'dist/cli/command.js',
      'dist/library/detect.js',
      'dist/library/detect.d.ts',
      'dist/dashboard/index.html',
    ])
      expect(paths).toContain(path)
    for (const path of ['kernel/lines.wasm', 'docs/reference/breakwater.1', 'docs/guide/first-hour.md'])
      expect(paths).toContain(path)
    const folders = new Set(paths.filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/'))))
    expect([...folders].sort()).toEqual(['data', 'dist', 'docs', 'examples', 'kernel'])
    const strange =
      /\.map$|\.test\.|\.fixture\.|\.contract\.|\.tsx?$(?<!\.d\.ts)|\.png$|\.webp$|(^|\/)\.(?!env\.example$)|node_modules/
    expect(paths.filter((path) => strange.test(path))).toEqual([])
    expect(paths.filter((path) => path.startsWith('kernel/') && !path.endsWith('.wasm'))).toEqual([])
    // Besides the command, its workers and the pages only what the library imports.
    const rooms = new Set(paths.flatMap((path) => /^dist\/(\w+)\//.exec(path)?.[1] ?? []))
    expect([...rooms].sort()).toEqual(['brain', 'cli', 'dashboard', 'domain', 'library'])
  })

  it('is small', () => {
    expect(pack.size).toBeLessThan(MOST_PACKED)
    expect(pack.unpackedSize).toBeLessThan(MOST_UNPACKED)
    expect(pack.files.length).toBeLessThan(MOST_FILES)
  })
})

describe('the package, installed', { timeout: 180_000 }, () => {
  beforeAll(() => {
    npm('install', '--global', '--prefix', prefix, '--prefer-offline', join(folder, pack.filename))
  }, 180_000)

  it('is a command with a manual page', () => {
    expect(breakwater('version')).toMatch(/^breakwater \d+\.\d+\.\d+, Node /)
    expect(breakwater('--help')).toContain('setup')
    expect(existsSync(join(prefix, 'share', 'man', 'man1', 'breakwater.1'))).toBe(true)
    for (const name of ['vite', 'preact', 'uplot', 'typescript', 'esbuild'])
      expect(existsSync(join(installed, 'node_modules', name))).toBe(false)
  })

  it('writes a configuration, checks it, and replays a log', () => {
    breakwater('simulate', '--length', '1h', '--attack', 'flood', '-q')
    breakwater('setup', '--yes', '-c', 'breakwater.yaml', '--log', 'access.log')
    expect(breakwater('check')).toContain('breakwater.yaml')
    expect(breakwater('replay', '-q', 'access.log')).toContain('would ban 203.0.113.10')
  })

  it('watches a log and serves the dashboard', async () => {
    const port = await freePort()
    const state = join(folder, 'state')
    const process = spawn(
      command,
      ['run', '--plain', '--state-dir', state, '--listen', `127.0.0.1:${port}`, 'access.log'],
      {
        cwd: folder,
        stdio: 'ignore',
      },
    )
    const ended = new Promise((resolve) => void process.once('close', resolve))
    try {
      const page = await waitUntil('the dashboard', 30_000, () => pageAt(`http://127.0.0.1:${port}/`))
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1]
      expect((await fetch(`http://127.0.0.1:${port}${script}`)).headers.get('content-type')).toContain('javascript')
      expect(JSON.parse(breakwater('status', '--state-dir', state, '-o', 'json'))).toHaveProperty('version')
    } finally {
      process.kill('SIGTERM')
      expect(await ended).toBe(0)
    }
  })

  it('is a library with types', () => {
    const user = join(folder, 'user')
    mkdirSync(join(user, 'node_modules'), { recursive: true })
    symlinkSync(installed, join(user, 'node_modules', 'breakwater'))
    writeFileSync(
      join(user, 'use.mjs'),
      "import { EwmaDetector, NoveltyDetector, ZScoreDetector } from 'breakwater/detect'\nconsole.log([EwmaDetector, NoveltyDetector, ZScoreDetector].map((one) => typeof one).join())\n",
    )
    expect(execFileSync('node', ['use.mjs'], { cwd: user, encoding: 'utf8' })).toBe('function,function,function\n')
    writeFileSync(
      join(user, 'use.ts'),
      "import { EwmaDetector } from 'breakwater/detect'\nexport const one: EwmaDetector = new EwmaDetector()\n",
    )
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--types', '', 'use.ts']
    execFileSync(join(ROOT, 'node_modules', '.bin', 'tsc'), flags, { cwd: user, encoding: 'utf8' })
  })
})
