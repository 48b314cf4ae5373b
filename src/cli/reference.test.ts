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
      const part = page.split(`## breakwater ${command.name()}\n`)[1]!.split('\n## ')[0]!
      for (const option of [...command.options, ...command.parent!.options]) expect(part).toContain(option.flags)
      expect(part).toContain('Examples:')
    }
  })
})
