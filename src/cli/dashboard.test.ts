import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startControl } from '../app/control-server.ts'
import { PasswordCheck } from '../server/access/password.ts'
import { FakeDesk } from '../server/fake-desk.fixture.ts'
import { program } from './program.ts'

const main = join(import.meta.dirname, 'command.ts')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-dashboard-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const run = (words: string[], input = '') =>
  spawnSync(process.execPath, ['--import', 'tsx', main, ...words], { encoding: 'utf8', input, timeout: 20_000 })

describe('breakwater dashboard', () => {
  it('makes of a password the line for the configuration, and prints the password nowhere', async () => {
    const { status, stdout, stderr } = run(['dashboard', '--hash-password'], 'correct horse battery\n')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^scrypt:[^\n]+\n$/)
    expect(stdout).not.toContain('horse')
    expect(await new PasswordCheck(stdout.trim()).check('correct horse battery')).toBe(true)
    for (const input of ['', 'short\n']) expect(run(['dashboard', '--hash-password'], input).status).toBe(2)
  })

  it('prints a link, under the name of whoever asks', async () => {
    const asked: string[] = []
    const make = (author: string) => {
      asked.push(author)
      return { url: 'http://127.0.0.1:8642/#code=abc', expires_s: 120 }
    }
    const options = { version: '0.1.0', onFault: () => {}, links: () => ({ make }) }
    const socket = await startControl(new FakeDesk(), folder, options)
    const printed: string[] = []
    const { write } = process.stdout
    process.stdout.write = ((text: string) => printed.push(text) > 0) as typeof write
    try {
      const words = ['dashboard', '--state-dir', folder, '--author', 'mara']
      await program().parseAsync(words, { from: 'user' })
    } finally {
      process.stdout.write = write
      await socket.close()
    }
    expect(printed.join('')).toMatch(/^http:\/\/127\.0\.0\.1:8642\/#code=abc\n.*once, within 2m/)
    expect(asked).toEqual(['mara'])
  })
})

describe('--listen', () => {
  it.each([
    ['0.0.0.0:8642', 'others than this machine could see everything'],
    ['8642', 'is no address and port'],
    ['evil.example:80', 'is no address and port'],
  ])('refuses %s', (listen, why) => {
    const file = join(folder, 'breakwater.yaml')
    writeFileSync(file, 'server:\n  public: true\n')
    const { status, stderr } = run(['run', '-c', file, '--state-dir', folder, '--demo', '--listen', listen])
    expect(status).toBe(2)
    expect(stderr).toContain(why)
  })
})
