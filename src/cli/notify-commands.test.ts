import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ANSWERS, HttpRig } from '../notify/http-rig.fixture.ts'
import { tellFault } from './fault.ts'
import { program } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-notify-'))
const path = join(folder, 'breakwater.yaml')
let server: HttpRig
let stdout = ''

beforeAll(async () => {
  server = await HttpRig.start()
  writeFileSync(
    path,
    `server: {name: shop.example}\nnotify:\n  channels:\n    - {name: ops, type: slack, url: "${server.url('/canary')}"}\n    - {name: log, type: file, path: ${folder}/alerts.jsonl}\n`,
  )
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  stdout = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text
    return true
  })
  return () => {
    vi.restoreAllMocks()
    process.exitCode = undefined
  }
})

async function exitCodeOf(...args: string[]): Promise<number> {
  try {
    await program().parseAsync([...args, '-c', path], { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    const { text, exitCode } = tellFault(error)
    stdout += text
    return exitCode
  }
}

describe('notify test', () => {
  it('sends one message and says what was answered', async () => {
    expect(await exitCodeOf('notify', 'test', 'ops')).toBe(0)
    expect(stdout).toMatch(/^sent by ops: 127\.0\.0\.1:\d+ answered 200: \{"ok":true/)
    expect(server.received.at(-1)!.body).toContain('[TEST] shop.example: This is a test')
    expect(await exitCodeOf('notify', 'test', 'log')).toBe(0)
    expect(readFileSync(join(folder, 'alerts.jsonl'), 'utf8')).toContain('"kind":"test"')
  })

  it('exits with 1 and says why when it is not taken', async () => {
    server.behaviour = ANSWERS.broken
    expect(await exitCodeOf('notify', 'test', 'ops', '-o', 'json')).toBe(1)
    server.behaviour = ANSWERS.ok
    expect(JSON.parse(stdout)).toMatchObject({
      channel: 'ops',
      sent: false,
      said: expect.stringContaining('answered 500'),
    })
    expect(stdout).not.toContain('canary')
  })

  it('knows what was meant', async () => {
    expect(await exitCodeOf('notify', 'test', 'opz')).toBe(2)
    expect(stdout).toContain('there is no channel "opz"; did you mean ops?\n  The channels are ops, log.')
  })
})

describe('notify list', () => {
  it('lists channels without secrets', async () => {
    expect(await exitCodeOf('notify', 'list')).toBe(0)
    expect(stdout).toMatch(/^ops\tslack\t1\t30\tincident, ban, mode, blind, enforcement\t127\.0\.0\.1:\d+\nlog\tfile/)
    expect(await exitCodeOf('notify', 'list', '-o', 'ndjson')).toBe(0)
    expect(stdout).not.toContain('canary')
  })
})
