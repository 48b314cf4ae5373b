import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../lib/clock.ts'
import { enforcerContract, refusesGarbage } from '../enforcer.contract.ts'
import { Exec } from './exec.ts'
import { Nginx } from './nginx.ts'
import { Off } from './off.ts'
import { Webhook } from './webhook.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-enforcers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Keeps what a webhook or a program is told, as its reader would. */
function follow(held: Map<string, number | null>, message: string): void {
  const { version, changes, purge } = JSON.parse(message)
  expect(version).toBe(1)
  if (purge === true) held.clear()
  for (const { action, address, remaining_s } of changes ?? []) {
    if (action === 'ban') held.set(address, remaining_s === null ? null : remaining_s * 1_000)
    else held.delete(address)
  }
}

describe('nginx', () => {
  const file = join(folder, 'deny.conf')
  const reloads = join(folder, 'reloads')
  const script = `require('fs').appendFileSync(${JSON.stringify(reloads)}, 'x')`
  /** Time leaps over the wait between reloads. */
  let now = 0
  const leap = (delay: number) => {
    now += delay
  }
  const clock = {
    after(delay: number, act: () => void) {
      leap(delay)
      return systemClock.after(0, act)
    },
  }
  const reload = [process.execPath, '-e', script]
  const create = (command = reload) => new Nginx({ file, reload: command, clock, steady: () => now })
  const deniedIn = (path: string) => Array.from(readFileSync(path, 'utf8').matchAll(/^deny (.*);$/gm), ([, a]) => a!)
  const held = async () => new Map(existsOrEmpty(file).map((address) => [address, null]))
  const existsOrEmpty = (path: string) => {
    try {
      return deniedIn(path)
    } catch {
      return []
    }
  }
  beforeEach(() => {
    rmSync(file, { force: true })
    writeFileSync(reloads, '')
  })
  enforcerContract({ create, held })
  refusesGarbage({ create, held })

  it('reloads once a batch, and not for what changes nothing', async () => {
    const enforcer = create()
    await enforcer.apply([{ type: 'add', address: '203.0.113.7', remaining: null }])
    await enforcer.apply([{ type: 'add', address: '203.0.113.7', remaining: null }])
    expect(readFileSync(reloads, 'utf8')).toBe('x')
    const before = now
    await enforcer.apply([{ type: 'remove', address: '203.0.113.7' }])
    expect(now - before).toBe(2_000)
    expect(readFileSync(reloads, 'utf8')).toBe('xx')
  })

  it('takes back what nginx did not take, and says so', async () => {
    await create().apply([{ type: 'add', address: '203.0.113.7', remaining: null }])
    const failing = create([process.execPath, '-e', 'console.error("test failed"); process.exit(1)'])
    await expect(failing.apply([{ type: 'add', address: '203.0.113.8', remaining: null }])).rejects.toThrow(
      'test failed',
    )
    expect(deniedIn(file)).toEqual(['203.0.113.7'])
  })

  it('does not overwrite the file of somebody else', async () => {
    writeFileSync(file, 'allow 192.0.2.0/24;\n')
    await expect(create().apply([])).rejects.toThrow('was not written by breakwater')
    await expect(create().purge()).rejects.toThrow('was not written by breakwater')
    expect(readFileSync(file, 'utf8')).toBe('allow 192.0.2.0/24;\n')
    rmSync(file)
  })
})

describe('webhook', () => {
  const bans = new Map<string, number | null>()
  let status = 204
  let redirected = 0
  const server = createServer(async (request, response) => {
    if (request.url === '/elsewhere') redirected++
    const body = await text(request)
    expect(request.method).toBe('POST')
    if (status === 204) follow(bans, body)
    response.writeHead(status, status === 307 ? { location: '/elsewhere' } : {}).end()
  })
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const create = () =>
    new Webhook({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=canary` })
  enforcerContract({ create, held: async () => bans })

  it.each([
    [500, 'all'],
    [307, 'all'],
    [422, 'batch'],
  ])('takes %i as a failure, follows nowhere, and tells no secret', async (answer, scope) => {
    status = answer
    const failure = await create()
      .apply([])
      .catch((error) => error)
    status = 204
    expect(failure).toMatchObject({ code: 'BW_ENFORCER', scope })
    expect(failure.message + failure.hint).not.toContain('canary')
    expect(redirected).toBe(0)
  })

  it('says when nobody is there', async () => {
    const gone = new Webhook({ url: 'http://127.0.0.1:1/hook?key=canary' })
    const failure = await gone.apply([]).catch((error) => error)
    expect(failure.message).toMatch(/^the webhook at 127.0.0.1:1 could not be reached: /)
    expect(failure.message).not.toContain('canary')
  })
})

describe('exec', () => {
  const record = join(folder, 'told')
  const script = `require('fs').appendFileSync(${JSON.stringify(record)}, require('fs').readFileSync(0))`
  const create = () => new Exec({ command: [process.execPath, '-e', script] })
  const held = async () => {
    const bans = new Map<string, number | null>()
    for (const line of readFileSync(record, 'utf8').split('\n').slice(0, -1)) follow(bans, line)
    return bans
  }
  beforeEach(() => writeFileSync(record, ''))
  enforcerContract({ create, held })

  it('takes another exit code as a refusal of the batch', async () => {
    const failing = new Exec({ command: [process.execPath, '-e', 'console.error("no such zone"); process.exit(2)'] })
    await expect(failing.apply([])).rejects.toMatchObject({
      scope: 'batch',
      message: expect.stringContaining('no such zone'),
    })
  })
})

describe('off', () => {
  it('writes nothing and confirms nothing', async () => {
    const enforcer = new Off()
    const refusals = await enforcer.apply([{ type: 'add', address: '203.0.113.7', remaining: null }])
    expect(refusals).toHaveLength(1)
    expect(await enforcer.read()).toEqual(new Map())
  })
})
