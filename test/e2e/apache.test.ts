import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ParsedLine, parseLine } from '../../src/edge/parse/nginx-line.fixture.ts'
import type { Recogniser } from '../../src/edge/parse/recognise.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { ApacheServer, apacheTrouble } from './apache-server.ts'
import { freePort } from './free-port.ts'
import { ask, type SeenRequest, sendBytes, startBackend } from './seen-request.ts'
import { waitUntil } from './wait-until.ts'

const FORMATS = {
  common: '%h %l %u %t "%r" %>s %b',
  combined: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
  vhost_combined: '%v:%p %h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
  combinedio: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %I %O',
  timed: '%h %l %u %t "%r" %>s %b %D',
  ended: '%{end:usec}t %a "%m %U%q %H" %>s %B %{us}T "%{User-Agent}i"',
  object:
    '{"t":"%{usec}t","peer":"%{c}a","ip":"%a","u":"%u","s":%>s,"b":%B,"ms":%{ms}T,"r":"%r","x":"%{X-Forwarded-For}i"}',
}
const TIMED = ['timed', 'ended', 'object']
/** Whoever is only mentioned. */
const VICTIM = '203.0.113.66'

const trouble = apacheTrouble()
if (trouble) process.stdout.write(`skipped, real Apache: ${trouble}\n`)

describe.skipIf(trouble !== undefined)('real Apache', () => {
  let folder: string
  let apache: ApacheServer
  let backend: Awaited<ReturnType<typeof startBackend>>
  const seen: SeenRequest[] = []
  const linesOf = (name: string) => readFileSync(apache.log(name), 'utf8').split('\n').slice(0, -1)
  /** Lines of this test's clients in their order, parsed. 127.0.0.1 asks whether Apache is up. */
  const read = (name: keyof typeof FORMATS): ParsedLine[] => {
    const parser = createParser(`LogFormat ${JSON.stringify(FORMATS[name])} ${name}`)
    return linesOf(name)
      .filter((line) => /127\.0\.0\.[2-9]/.test(line))
      .map((line) => parseLine(parser, line))
      .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0))
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-apache-'))
    backend = await startBackend()
    apache = new ApacheServer(folder, await freePort(), backend.port, FORMATS)
    await apache.ready()
    const { port } = apache
    const hostile = { 'user-agent': `a "${VICTIM} - - \\" \\`, referer: `"${VICTIM}`, 'x-forwarded-for': VICTIM }
    const basic = (user: string) => `Basic ${Buffer.from(`${user}:x`).toString('base64')}`
    seen.push(await ask({ port, address: '127.0.0.2', path: '/index.html' }))
    seen.push(await ask({ port, address: '127.0.0.3', path: '/missing?a=b', method: 'POST' }))
    seen.push(await ask({ port, address: '127.0.0.4', path: `/a"${VICTIM}"`, headers: hostile }))
    seen.push(await ask({ port, address: '127.0.0.5', path: '/slow' }))
    const fakes = ['', 'a b', `x" 200 5 [02/Mar/2026:09:15:01 +0000] "${VICTIM}`, `${VICTIM} - -`, 'line\nbreak', '"']
    for (const user of fakes)
      seen.push(
        await ask({
          port,
          address: '127.0.0.6',
          path: '/private',
          headers: { ...hostile, authorization: basic(user) },
        }),
      )
    const from = Date.now()
    await sendBytes(port, '127.0.0.7', Buffer.from('\x16\x03\x01\x02\x00"\\ \n\n', 'latin1'))
    seen.push({ address: '127.0.0.7', status: 400, bytes: -1, received: -1, from, to: Date.now() })
    await waitUntil('all lines', 10_000, () =>
      Object.keys(FORMATS).every(
        (name) => linesOf(name).filter((line) => /127\.0\.0\.[2-9]/.test(line)).length === seen.length,
      ),
    )
  })
  afterAll(async () => {
    await apache?.stop()
    await backend?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it.each(Object.keys(FORMATS) as (keyof typeof FORMATS)[])('%s: tells what the clients saw', (name) => {
    const lines = read(name)
    expect(lines.map(({ code, address, status }) => ({ code, address, status }))).toEqual(
      seen.map(({ address, status }) => ({ code: 'valid', address, status })),
    )
    for (const [index, line] of lines.entries()) {
      const { bytes, from, to } = seen[index]!
      if (bytes >= 0) expect(line.bytes).toBe(bytes)
      const at = line.second * 1_000 + line.millisecond
      // Formats without a duration tell the start, in whole seconds.
      expect(at).toBeGreaterThanOrEqual(TIMED.includes(name) ? from - 1_000 : Math.floor(from / 1_000) * 1_000)
      expect(at).toBeLessThanOrEqual(to + 5)
    }
    expect(lines.slice(0, 4).map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET'])
    expect(lines[1]!.endpoint).not.toBe(lines[0]!.endpoint)
  })

  it.each(['timed', 'ended', 'object'] as const)('%s: tells the duration that the client waited for', (name) => {
    const slow = seen.findIndex(({ address }) => address === '127.0.0.5')
    const { duration } = read(name)[slow]!
    expect(duration).toBeGreaterThanOrEqual(55)
    expect(duration).toBeLessThanOrEqual(seen[slow]!.to - seen[slow]!.from + 1)
    expect(read(name)[0]!.duration).toBeLessThan(seen[0]!.to - seen[0]!.from + 1)
  })

  it.each(['ended', 'object'] as const)('%s: places the request at its end', (name) => {
    for (const [index, { second, millisecond }] of read(name).entries()) {
      const at = second * 1_000 + millisecond
      expect(at).toBeGreaterThanOrEqual(seen[index]!.from)
      if (seen[index]!.address === '127.0.0.5') expect(at).toBeGreaterThanOrEqual(seen[index]!.from + 55)
    }
  })

  it.each(['common', 'combined', 'vhost_combined'])('%s: is recognised', (name) => {
    const parser = createParser('auto') as Recogniser
    for (const line of linesOf(name)) expect(parseLine(parser, line).code).toBe('valid')
    expect(parser.format).toBe(name)
  })
})
