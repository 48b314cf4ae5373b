import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { program } from './program.ts'
import { referencePages } from './reference.ts'

const repository = join(import.meta.dirname, '..', '..')

describe('generated pages', () => {
  it.each(Object.entries(referencePages()))('%s is fresh; else: npm run docs', (path, text) =>
    expect(readFileSync(join(repository, path), 'utf8')).toBe(text),
  )

  it('show every command with every option', () => {
    const page = referencePages()['docs/reference/cli.md']!
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
})
