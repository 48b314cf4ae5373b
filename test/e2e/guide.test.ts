import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { MAIN } from './daemon.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-guide-'))
afterAll(() => rmSync(folder, { recursive: true }))

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'guide', 'behind-a-proxy.md'), 'utf8')

/** A command line cut into words, single quotes taken off. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2]!)
}

function outputOf(command: string): string[] {
  const [name, ...args] = wordsOf(command)
  if (name === 'cat') return readFileSync(join(folder, args[0]!), 'utf8').split('\n')
  expect([name, args[0]]).toEqual(['node', 'dist/cli/main.js'])
  const { stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args.slice(1)], { cwd: folder, encoding: 'utf8' })
  return `${stdout}${stderr}`.split('\n')
}

describe('docs/guide/behind-a-proxy.md', () => {
  for (const [, name, text] of page.matchAll(/`([\w.]+)`[^`\n]*:\n\n```\w+\n([^`]+)```/g))
    writeFileSync(join(folder, name!), text!)
  const examples = [...page.matchAll(/```console\n([^`]+)```/g)].map((match) => match[1]!)

  it('has examples', () => expect(examples).toHaveLength(3))

  it.each(examples)('says what is printed: %s', (example) => {
    let printed: string[] = []
    for (const line of example.trimEnd().split('\n')) {
      if (line.startsWith('$ ')) printed = outputOf(line.slice(2))
      else expect(printed).toContain(line)
    }
  })
})
