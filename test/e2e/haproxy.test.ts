import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ParsedLine, parseLine } from '../../src/edge/parse/nginx-line.fixture.ts'
import type { Recogniser } from '../../src/edge/parse/recognise.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { freePort } from './free-port.ts'
import { HaproxyServer, haproxyTrouble } from './haproxy-server.ts'
import { ask, type SeenRequest, sendBytes, startBackend } from './seen-request.ts'
import { waitUntil } from './wait-until.ts'

/** Whoever is only mentioned. */
const VICTIM = '203.0.113.66'
/** HAProxy writes 400 or -1, which is read as 499, as it notices that the client left later or sooner. */
const LEFT = -1
const OURS = /127\.0\.0\.[2-9]:/

const trouble = haproxyTrouble()
if (trouble) process.stdout.write(`skipped, real HAProxy: ${trouble}\n`)

describe.skipIf(trouble !== undefined)('real HAProxy', () => {
  let folder: string
  let haproxy: HaproxyServer
  let backend: Awaited<ReturnType<typeof startBackend>>
  const seen: SeenRequest[] = []
  /** Lines of this test's clients, in the order of their addresses. 127.0.0.1 asks whether HAProxy is up. */
  const read = (where: 'printed' | 'sent'): ParsedLine[] => {
    const parser = createParser(where === 'sent' ? 'haproxy in syslog' : 'haproxy')
    return haproxy[where]
      .filter((line) => OURS.test(line))
      .map((line) => parseLine(parser, Buffer.from(line, 'latin1')))
      .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0))
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-haproxy-'))
    backend = await startBackend()
    haproxy = new HaproxyServer(folder, await freePort(), backend.port)
    await haproxy.start()
    const { port } = haproxy
    const date = '[02/Mar/2026:09:15:09.000]'
    const hostile = {
      'user-agent': `a" ${VICTIM}:1 ${date} f b/s 0/0/0/0/0 500 1 "{|} #`,
      cookie: `id="${VICTIM}:1_${date}"`,
    }
    seen.push(await ask({ port, address: '127.0.0.2', path: '/a' }))
    seen.push(await ask({ port, address: '127.0.0.3', path: '/missing', method: 'POST' }))
    seen.push(await ask({ port, address: '127.0.0.4', path: `/a"${VICTIM}`, headers: hostile }))
    seen.push(await ask({ port, address: '127.0.0.5', path: '/slow' }))
    seen.push(await ask({ port, address: '127.0.0.6', path: `/${'x'.repeat(3_000)}`, headers: hostile }))
    let from = Date.now()
    await sendBytes(port, '127.0.0.7', Buffer.from('\x16\x03\x01\x02\x00"\\ \n\n', 'latin1'))
    seen.push({ address: '127.0.0.7', status: 400, bytes: -1, received: -1, from, to: Date.now() })
    from = Date.now()
    await leaveEarly(port, '127.0.0.8')
    seen.push({ address: '127.0.0.8', status: LEFT, bytes: -1, received: -1, from, to: Date.now() + 200 })
    for (const where of ['printed', 'sent'] as const)
      await waitUntil(
        `all lines ${where}: ${haproxy[where].join('\n')}`,
        10_000,
        () => haproxy[where].filter((line) => OURS.test(line)).length === seen.length,
      )
  })
  afterAll(async () => {
    await haproxy?.stop()
    await backend?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it.each(['printed', 'sent'] as const)('lines as %s tell what the clients saw', (where) => {
    const lines = read(where)
    const told = (status: number) => (status === 400 || status === 499 ? LEFT : status)
    expect(lines.map(({ code, address, status }) => ({ code, address, status: told(status) }))).toEqual(
      seen.map(({ address, status }) => ({ code: 'valid', address, status: told(status) })),
    )
    for (const [index, line] of lines.entries()) {
      const { received, from, to } = seen[index]!
      // HAProxy counts the head as it keeps it, which is a few bytes off what it sends.
      if (received >= 0) expect(Math.abs(line.bytes - received)).toBeLessThan(16)
      const end = line.second * 1_000 + line.millisecond
      expect(end).toBeGreaterThanOrEqual(from - 1)
      expect(end).toBeLessThanOrEqual(to + 5)
      expect(line.duration).toBeLessThanOrEqual(to - from + 2)
    }
    expect(lines.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET', 'GET', 'other', 'GET'])
    expect(lines[3]!.duration).toBeGreaterThanOrEqual(55)
    expect(lines[3]!.second * 1_000 + lines[3]!.millisecond).toBeGreaterThanOrEqual(seen[3]!.from + 55)
  })

  it.each(['printed', 'sent'] as const)('lines as %s are recognised', (where) => {
    const parser = createParser('auto') as Recogniser
    for (const line of haproxy[where].filter((text) => text.includes(' back/'))) {
      expect(parseLine(parser, Buffer.from(line, 'latin1')).code).toBe('valid')
    }
    expect(parser.format).toBe(where === 'sent' ? 'haproxy in syslog' : 'haproxy')
  })
})

/** Asks for /slow and is gone before the answer. */
function leaveEarly(port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: address }, () => {
      socket.write('GET /slow HTTP/1.1\r\nHost: shop.example\r\n\r\n', () => socket.resetAndDestroy())
    })
    socket.once('error', reject)
    socket.once('close', () => resolve())
  })
}
