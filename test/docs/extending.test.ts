import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const PAGES = join(ROOT, 'docs', 'extending')
const pages = readdirSync(PAGES).filter((name) => name.endsWith('.md'))
/** Tests of the repository that a new part must pass, beside those that a page brings. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'log-format.md': ['src/edge/parse/formats', 'src/edge/parse/wrapped-parser.test.ts'],
  'detector.md': ['src/brain/detect/registry.test.ts'],
  'notifier.md': ['src/config/notify.test.ts'],
}

interface Block {
  readonly path: string
  readonly language: string
  readonly text: string
}

/** Fenced code whose paragraph ends by naming the file it belongs to. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(join(PAGES, page), 'utf8')
  return Array.from(
    text.matchAll(/`([\w./-]+)`[^`]{0,40}:\n\n```(\w+)\n(.*?)^```$/gms),
    ([, path, language, code]) => ({
      path: path!,
      language: language!,
      text: code!,
    }),
  )
}

/** Replaces the lines of a diff that have no plus by those that have no minus; they must be there once. */
function patched(before: string, diff: string): string {
  const lines = diff.trimEnd().split('\n')
  const side = (mark: string) => lines.flatMap((line) => (line.startsWith(mark) ? [] : [`${line.slice(1)}\n`])).join('')
  const parts = before.split(side('+'))
  expect(parts, `the lines are there once:\n${side('+')}`).toHaveLength(2)
  return parts.join(side('-'))
}

describe.each(pages)('docs/extending/%s', (page) => {
  let copy: string
  const blocks = blocksOf(page)
  const tests = blocks.map(({ path }) => path).filter((path) => path.endsWith('.test.ts'))
  const run = (command: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules', '.bin', command), args, {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', TZ: 'UTC' },
    })
    return { status, said: `${stdout}${stderr}` }
  }

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'breakwater-extending-'))
    for (const name of ['src', 'testdata']) cpSync(join(ROOT, name), join(copy, name), { recursive: true })
    for (const name of ['node_modules', 'kernel', 'data', 'docs', 'examples', 'package.json'])
      symlinkSync(join(ROOT, name), join(copy, name))
    for (const { path, language, text } of blocks) {
      const file = join(copy, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, language === 'diff' ? patched(readFileSync(file, 'utf8'), text) : text)
    }
    const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'))
    const files = blocks.map(({ path }) => path).filter((path) => path.endsWith('.ts'))
    writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [...new Set(files)] }))
    writeFileSync(join(copy, 'vitest.config.ts'), 'export default { test: { include: ["src/**/*.test.ts"] } }\n')
  })
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  it('names the file of each of its blocks', () => {
    const text = readFileSync(join(PAGES, page), 'utf8')
    expect(blocks).toHaveLength([...text.matchAll(/^```(?:ts|diff|json|text)$/gm)].length)
    expect(blocks.some(({ language }) => language === 'diff')).toBe(true)
  })

  it('names no file that is not there', () => {
    const named = readFileSync(join(PAGES, page), 'utf8').matchAll(/`((?:src|docs|testdata)\/[\w./-]+)`/g)
    expect(Array.from(named, ([, path]) => path!).filter((path) => !existsSync(join(copy, path)))).toEqual([])
  })

  it('has code that compiles', () => expect(run('tsc', ['-p', '.'])).toEqual({ status: 0, said: '' }))

  it('has code that passes its tests and those of its registry', () => {
    const wanted = [...tests, ...(ALSO[page] ?? [])]
    expect(wanted.length).toBeGreaterThan(0)
    const { status, said } = run('vitest', ['run', '--reporter=dot', ...wanted])
    expect(status, said).toBe(0)
    expect(said).toMatch(/Tests\s+\d+ passed/)
  })
})
