import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Daemon, MAIN } from './daemon.ts'

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'guide', 'first-hour.md'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'breakwater-hour-'))
const state = join(folder, 'state')
/** They change the machine: package.test.ts, setup.test.ts, enforced-run.test.ts and panic.test.ts run them, or the same, in places of their own. */
const ELSEWHERE = [
  ...[
    'npm ci && npm start',
    'npm install --global breakwater-0.1.0.tgz',
    'sudo breakwater setup',
    'sudo breakwater doctor',
  ],
  "sudo sed -i 's/^enforce: off/enforce: nftables/' /etc/breakwater/breakwater.yaml",
  ...['sudo breakwater reload', 'sudo breakwater panic'],
]

interface Block {
  readonly language: string
  readonly text: string
}
const blocks: Block[] = [...page.matchAll(/```(\w+)\n([^`]+)```/g)].map(([, language, text]) => ({
  language: language!,
  text: text!,
}))
const shell = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trimEnd().split('\n'))
  .filter((line) => !ELSEWHERE.includes(line))
let daemon: Daemon
afterAll(async () => {
  await daemon?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Cut into words, quotes taken off. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!)
}

function run(command: string, ...more: string[]) {
  const [name, ...args] = wordsOf(command)
  expect(name).toBe('breakwater')
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args, ...more], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, out: `${stdout}${stderr}` }
}

describe('docs/guide/first-hour.md', () => {
  it('names no command that is not run here or elsewhere', () => {
    for (const line of ELSEWHERE) expect(page).toContain(`\n${line}\n`)
    for (const line of shell) expect(line).toMatch(/^breakwater /)
    expect(shell.length).toBeGreaterThan(10)
  })

  it('prints what it says, from the simulated log to the tuned one', () => {
    for (const { language, text } of blocks) {
      if (language === 'yaml') appendFileSync(join(folder, 'breakwater.yaml'), text)
      if (language !== 'console') continue
      let printed: string[] = []
      for (const line of text.trimEnd().split('\n')) {
        if (!line.startsWith('$ ')) expect(printed).toContain(line)
        else
          printed = run(line.slice(2))
            .out.split('\n')
            .map((one) => one.replace(/^breakwater: (?=\d+\.\d)/, ''))
      }
    }
  })

  describe('with the daemon', () => {
    beforeAll(async () => {
      daemon = new Daemon([
        '-c',
        join(folder, 'breakwater.yaml'),
        '--state-dir',
        state,
        '--listen',
        '127.0.0.1:0',
        ...['-o', 'ndjson'],
      ])
      await daemon.message('the baseline begins anew', 20_000)
      const time = new Date().toISOString().replace(/\.\d+Z/, '+00:00')
      const line = `{"time_iso8601":"${time}","remote_addr":"203.0.113.30","status":200,"request":"GET / HTTP/1.1"}\n`
      appendFileSync(join(folder, 'access.log'), line.repeat(1_001))
      await daemon.event('the ban', 20_000, ({ type, address }) => type === 'ban' && address === '203.0.113.30')
      // Commands reach it once it serves, which is a moment after it reads.
      await daemon.message('the dashboard is at', 20_000)
    }, 60_000)

    it.each(shell.filter((line) => !['breakwater run', 'breakwater version'].includes(line)))('%s', (line) => {
      // Of doctor in a container some check may fail, and a log that is not written warns.
      const more = line === 'breakwater doctor' ? ['--no-packets'] : []
      const address = line.replace('203.0.113.10', '203.0.113.30')
      const { status, out } = run(address, '--state-dir', state, ...more)
      expect(out).not.toMatch(/unknown|fault of breakwater/)
      if (line !== 'breakwater doctor') expect({ status, out }).toMatchObject({ status: 0 })
    })
  })
})
