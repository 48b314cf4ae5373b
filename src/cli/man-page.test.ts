import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { manPage } from './man-page.ts'
import { program } from './program.ts'

const repository = join(import.meta.dirname, '..', '..')
const hasGroff = spawnSync('groff', ['--version']).status === 0
if (!hasGroff) process.stdout.write('skipped, man page: groff is not installed\n')

describe('manPage', () => {
  it('is the file that the package installs', () => {
    const {
      man: [man],
      files,
    } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    expect(readFileSync(join(repository, man), 'utf8')).toBe(manPage(program()))
    expect(files).toContain(man.split('/')[0])
  })

  it('leaves no text that roff would take for its own', () => {
    const page = manPage(new Command('tool').description("It is\n.so /etc/passwd\n'br\na \\fBback-slash"))
    expect(page).toContain("\\&.so /etc/passwd\n\\&'br\na \\efBback\\-slash")
  })

  it.skipIf(!hasGroff)('is set without a warning, with every option and example', () => {
    const { stdout, stderr, status } = spawnSync('groff', ['-man', '-ww', '-Tascii', '-P-cbou', '-rLL=200n'], {
      input: manPage(program()),
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    for (const command of program().commands) for (const { flags } of command.options) expect(stdout).toContain(flags)
    expect(stdout).toContain('breakwater replay access.log.2.gz access.log.1 access.log')
    expect(stdout).toContain('EXIT STATUS')
  })
})
