import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { program } from './program.ts'
import { referencePages } from './reference.ts'

const repository = join(import.meta.dirname, '..', '..')
const pages = await referencePages()

describe('generated pages', () => {
  it.each(Object.entries(pages))('%s is fresh; else: npm run docs', (path, text) =>
    expect(readFileSync(join(repository, path), 'utf8')).toBe(text),
  )

  it('show every command with every option', () => {
    const page = pages['docs/reference/cli.md']!
    for (const command of program().commands) {
      for (const [name, each] of [
        [command.name(), command] as const,
        ...command.commands.map((inner) => [`${command.name()} ${inner.name()}`, inner] as const),
      ]) {
        const part = page.split(`## breakwater ${name}\n`)[1]!.split('\n## ')[0]!
        for (const option of [...each.options, ...program().options]) expect(part).toContain(option.flags)
        expect(part).toContain('Examples:')
      }
    }
  })

  it('show every code of an error that the sources have', () => {
    const sources = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.test|\.fixture)\.ts$/.test(name))
      .map((name) => [name, readFileSync(join(repository, 'src', name), 'utf8')] as const)
    const faults = sources.flatMap(([, text]) => Array.from(text.matchAll(/'(BW_[A-Z]+)'/g), ([, code]) => code!))
    const problems = sources
      .filter(([name]) => name.startsWith('server/'))
      .flatMap(([, text]) =>
        Array.from(text.matchAll(/(?:error: |refusal\(\s*\d+,\s*)'([a-z-]+)'/g), ([, code]) => code!),
      )
    const page = pages['docs/reference/errors.md']!
    expect(faults.length + problems.length).toBeGreaterThan(20)
    expect([...faults, ...problems].filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([])
  })

  it('show no code that the sources have not', () => {
    const files = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
    const text = files
      .filter((name) => /(?<!\.test|\.fixture|errors-page|problem-codes|fault-codes)\.ts$/.test(name))
      .map((name) => readFileSync(join(repository, 'src', name), 'utf8'))
      .join('')
    const codes = Array.from(pages['docs/reference/errors.md']!.matchAll(/^\| `([\w-]+)` \|/gm), ([, code]) => code!)
    expect(codes.length).toBeGreaterThan(40)
    expect(codes.filter((code) => !text.includes(`'${code}'`) && !/^log-/.test(code))).toEqual([])
  })

  it('show every route with who may ask it', () => {
    const page = pages['docs/reference/http.md']!
    expect(page).toContain('| `GET /api/v1/bans` | viewer |')
    expect(page).toContain('| `POST /api/v1/bans` | operator |')
    expect(page).toContain('| `GET /healthz` | everybody |')
    expect(page).toContain('| `POST /api/v1/sign-in-codes` | operator, on the control socket only |')
    for (const [, name] of page.matchAll(/\]\(#(\w+)\)/g)) expect(page.toLowerCase()).toContain(`\n### ${name}\n`)
  })
})
