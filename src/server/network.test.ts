import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createConnection, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { guardConnections } from './connection-guard.ts'
import { siteFrame } from './fake-site-desk.fixture.ts'
import { listenOnNetwork, type NetworkListener, type NetworkOptions } from './network.ts'
import { call, Events, raw, stall } from './sockets.fixture.ts'
import { type RigOptions, TOKEN, WebRig } from './web-rig.fixture.ts'

const BEARER = { authorization: `Bearer ${TOKEN}` }
/** Milliseconds in which others are served while somebody tries to keep the server busy. */
const SERVED = 200

const listeners: NetworkListener[] = []
const sockets: Socket[] = []
const streams: Events[] = []
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const listener of listeners.splice(0)) await listener.close()
})

async function listen(options: RigOptions = {}, more: Partial<NetworkOptions> = {}) {
  const rig = await WebRig.start({ realClock: systemClock, ...options })
  rig.site.make = (_id, since) => siteFrame(Math.floor(Date.now() / 1_000), since)
  const listener = await listenOnNetwork(rig.app, { host: '127.0.0.1', port: 0, isTrusted: () => false, ...more })
  listeners.push(listener)
  return { rig, listener, port: listener.port }
}

async function open(wanted: Parameters<typeof Events.open>[0]): Promise<Events> {
  const stream = await Events.open(wanted)
  streams.push(stream)
  return stream
}

/** The slowest but one in a hundred. */
async function p99(port: number): Promise<number> {
  const took: number[] = []
  for (let i = 0; i < 100; i++) {
    const answer = await call({ port, path: '/api/v1/status', headers: BEARER })
    expect(answer.status).toBe(200)
    took.push(answer.took)
  }
  return took.sort((a, b) => a - b)[98]!
}

describe('the listener', () => {
  it('says what to do when the port is taken, and when there is no such address', async () => {
    const { port } = await listen()
    const { app } = await WebRig.start()
    await expect(listenOnNetwork(app, { host: '127.0.0.1', port, isTrusted: () => false })).rejects.toMatchObject({
      code: 'BW_STATE',
      message: `the dashboard cannot listen at 127.0.0.1:${port}: another program listens there`,
      hint: expect.stringContaining('--listen HOST:PORT'),
    })
    const other = await WebRig.start()
    const nowhere = { host: '198.51.100.1', port: 0, isTrusted: () => false }
    await expect(listenOnNetwork(other.app, nowhere)).rejects.toThrow('this machine has no such address')
  })

  it('closes at once while streams are open and requests are half sent', async () => {
    const { port, listener } = await listen()
    for (let i = 0; i < 10; i++) await open({ port, headers: BEARER })
    sockets.push(...stall(port, 20, '127.0.0.1', 'GET / HTTP/1.1\r\n'))
    await call({ port })
    const started = performance.now()
    await listener.close()
    expect(performance.now() - started).toBeLessThan(1_000)
    await vi.waitFor(() => expect(streams.every(({ isOver }) => isOver)).toBe(true))
  })
})

describe('E6: many connections', () => {
  it('that say nothing keep nobody from being served, and are closed', async () => {
    const { port } = await listen({}, { headTimeout: 500 })
    sockets.push(...stall(port, 500, '127.0.0.2', 'GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nX-Slow:'))
    for (const socket of sockets) socket.resume()
    await vi.waitFor(() => expect(sockets.filter(({ destroyed }) => destroyed).length).toBeGreaterThanOrEqual(372))
    expect(await p99(port)).toBeLessThan(SERVED)
    await vi.waitFor(() => expect(sockets.every(({ destroyed }) => destroyed)).toBe(true), { timeout: 4_500 })
  })

  it('that never read their stream keep nobody from being served', async () => {
    const { port } = await listen()
    const ask = `GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`
    for (let i = 0; i < 13; i++) sockets.push(...stall(port, 16, `127.0.0.${10 + i}`, ask))
    const reader = await open({ port, headers: BEARER })
    expect(await p99(port)).toBeLessThan(SERVED)
    await vi.waitFor(() => expect(reader.all.length).toBeGreaterThanOrEqual(3), { timeout: 6_000 })
    expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([])
  })

  it('of one address are refused a stream above 16, with when to try again', async () => {
    const { port } = await listen()
    const opened = await Promise.all(Array.from({ length: 16 }, () => open({ port, headers: BEARER })))
    const more = await call({ port, path: '/api/v1/live', headers: BEARER })
    expect([more.status, JSON.parse(more.body).error]).toEqual([503, 'too-many-streams'])
    opened[0]!.close()
    await vi.waitFor(async () =>
      expect((await open({ port, headers: BEARER })).headers['content-type']).toContain('event-stream'),
    )
  })

  it('above all that there may be take the place of those that say nothing', async () => {
    const server = createServer((_request, response) => void response.end('served'))
    guardConnections(server, { most: 20, perAddress: 50, isTrusted: () => false })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    try {
      for (let i = 0; i < 4; i++) sockets.push(...stall(port, 10, `127.0.0.${30 + i}`, 'GET / HTTP/1.1\r\n'))
      for (const socket of sockets) socket.resume()
      for (let i = 0; i < 10; i++) expect((await call({ port })).body).toBe('served')
      await vi.waitFor(() => expect(sockets.filter(({ destroyed }) => destroyed).length).toBeGreaterThanOrEqual(20))
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('of a proxy that is trusted are not counted for its address', async () => {
    const { port } = await listen({}, { isTrusted: () => true })
    sockets.push(...stall(port, 200, '127.0.0.1', 'GET / HTTP/1.1\r\n'))
    expect((await call({ port })).status).toBe(200)
    expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([])
  })
})

describe('E5 and E7: odd requests', () => {
  const head = (...lines: string[]) => ['GET /healthz HTTP/1.1', 'Host: localhost', ...lines, '', ''].join('\r\n')
  const many = Array.from({ length: 3_000 }, (_, i) => `a${i % 10}:`)

  it.each<[string, string]>([
    ['3,000 headers', head(...many)],
    ['300 short headers', head(...many.slice(0, 300))],
    ['a header of 1 MB', head(`X: ${'x'.repeat(1 << 20)}`)],
    ['an address of 1 MB', `GET /${'x'.repeat(1 << 20)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['an upgrade', head('Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13')],
    ['an upgrade to nothing', head('Connection: Upgrade', 'Upgrade:\tx, y')],
    ['an absolute URI', 'GET http://evil.example/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['two hosts', head('Host: evil.example')],
    ['HTTP/1.0 without a host', 'GET /healthz HTTP/1.0\r\n\r\n'],
    [
      'a body of 1 GB',
      'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n{',
    ],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001'],
    ['a line feed in a header', head('X: a\nb')],
  ])('%s is refused, and the server goes on', async (_name, bytes) => {
    const { port, rig } = await listen()
    expect(
      await raw(port, bytes.includes('HTTP/1.1\r\n') ? bytes.replace('\r\n', '\r\nConnection: close\r\n') : bytes),
    ).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect((await call({ port })).status).toBe(200)
    expect(rig.faults).toEqual([])
  })

  it('a header __proto__ changes nothing', async () => {
    const { port } = await listen()
    const text = await raw(port, head('__proto__: x', 'constructor: y', 'Connection: close'))
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
    expect(({} as { x?: string }).x).toBeUndefined()
  })

  it('a tunnel is not made', async () => {
    const { port } = await listen()
    expect(await raw(port, 'CONNECT 192.0.2.1:80 HTTP/1.1\r\nHost: localhost\r\n\r\n')).not.toMatch(/^HTTP\/1\.1 2/)
    expect((await call({ port })).status).toBe(200)
  })

  it('a body larger than was allowed ends the connection, however much follows', async () => {
    const { port } = await listen()
    const socket = createConnection({ port, host: '127.0.0.1' })
    sockets.push(socket)
    socket.on('error', () => {}).resume()
    socket.write(
      `POST /api/v1/bans HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    let sent = 0
    while (!socket.destroyed && sent < 500) {
      sent++
      if (!socket.write(chunk)) await once(socket, 'drain').catch(() => {})
    }
    await vi.waitFor(() => expect(socket.destroyed).toBe(true), { timeout: 4_000 })
  })
})

describe('the stream', () => {
  it('passes through nginx at once, may not be stored, and has no page of another site', async () => {
    const { port } = await listen()
    const { headers } = await open({ port, headers: BEARER })
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    expect(
      (await call({ port, path: '/api/v1/live', headers: { ...BEARER, origin: 'https://evil.example' } })).status,
    ).toBe(403)
    expect((await call({ port, path: '/api/v1/live' })).status).toBe(401)
  })

  it('shows everybody what everybody may see', async () => {
    const { port } = await listen({ isPublic: true })
    const stream = await open({ port })
    await vi.waitFor(() => expect(stream.all.length).toBeGreaterThanOrEqual(1))
    expect(stream.all[0]!.event).toBe('public')
    expect(JSON.stringify(stream.all)).not.toMatch(/203\.0\.113\.7|script|access\.log/)
  })

  it('goes on after a restart, without a second left out', async () => {
    const first = await listen()
    const before = await open({ port: first.port, headers: BEARER })
    await vi.waitFor(() => expect(before.all.length).toBeGreaterThanOrEqual(2), { timeout: 3_000 })
    await first.listener.close()
    await vi.waitFor(() => expect(before.isOver).toBe(true))
    const { id } = before.all.at(-1)!
    const again = await listen({}, { port: first.port })
    const after = await open({ port: again.port, headers: { ...BEARER, 'last-event-id': String(id - 30) } })
    await vi.waitFor(() => expect(after.all.length).toBeGreaterThanOrEqual(1), { timeout: 3_000 })
    expect(after.all[0]!.data.points.time[0]).toBe(id - 29)
    const asked = await open({ port: again.port, path: `/api/v1/live?since=${id - 5}`, headers: BEARER })
    await vi.waitFor(() => expect(asked.all[0]?.data.points.time[0]).toBe(id - 4), { timeout: 3_000 })
  })

  it('ends when its session is signed out, and not because a connection was idle', async () => {
    const { rig, port } = await listen()
    rig.app.server.setTimeout(1_500)
    const as = await rig.signIn()
    const stream = await open({ port, headers: { cookie: as.cookie } })
    await vi.waitFor(() => expect(stream.all.length).toBeGreaterThanOrEqual(4), { timeout: 9_000 })
    expect(stream.isOver).toBe(false)
    await rig.ask('DELETE', '/api/v1/session', { as })
    await vi.waitFor(() => expect(stream.isOver).toBe(true))
  }, 12_000)
})
