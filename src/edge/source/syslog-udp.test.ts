import { createSocket, type Socket } from 'node:dgram'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SourceError, UsageError } from '../../domain/errors.ts'
import { LineSink } from './line-sink.fixture.ts'
import { isLoopback, parseSyslogAddress } from './syslog-address.ts'
import { SyslogUdp } from './syslog-udp.ts'
import { portHolder, udpRows } from './udp-table.ts'

let udp: SyslogUdp
let client: Socket
let sinks: Map<string, LineSink>
const opened: SyslogUdp[] = []

beforeEach(async () => {
  client = createSocket('udp4')
  udp = await bind('127.0.0.1')
  sinks = new Map()
})
afterEach(() => {
  client.close()
  for (const each of opened.splice(0)) each.close()
})

async function bind(host: string, port = 0): Promise<SyslogUdp> {
  const made = await SyslogUdp.bind({ host, port })
  opened.push(made)
  return made
}

function read(): void {
  udp.read({
    sinkFor(sender, tag) {
      const sink = new LineSink()
      sinks.set(`${sender} ${tag}`, sink)
      return sink
    },
    afterLines() {},
  })
}

function send(message: string | Buffer): Promise<void> {
  const { host, port } = udp.address
  return new Promise((resolve, reject) =>
    client.send(message, port, host, (error) => (error ? reject(error) : resolve())),
  )
}

async function received(count: number): Promise<void> {
  const end = performance.now() + 5_000
  while (udp.status().received < count) {
    if (performance.now() > end) throw new Error(`${udp.status().received} of ${count} datagrams arrived`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  udp.flush()
}

describe('SyslogUdp', () => {
  it('hands on each message as a line, in order', async () => {
    read()
    for (let i = 0; i < 100; i++) await send(`<190>Mar  2 09:15:01 web1 nginx: line ${i}${i % 2 ? '\n' : ''}`)
    await received(100)
    expect(sinks.get('127.0.0.1 nginx')?.lines).toEqual(Array.from({ length: 100 }, (_, i) => `line ${i}`))
    expect(udp.status()).toMatchObject({ received: 100, refused: 0, cut: 0, drops: 0 })
  })

  it('keeps what arrives before somebody reads, in order, and counts what it has no room for', async () => {
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    for (let i = 0; i < 200; i++) {
      await send(`<190>nginx: ${i} ${'x'.repeat(60_000)}`)
      await turn()
    }
    for (let i = 0; i < 50; i++) await turn()
    read()
    const { received, drops } = udp.status()
    expect([received, drops]).toEqual([139, 61])
    udp.flush()
    expect(sinks.get('127.0.0.1 nginx')?.lines.map((line) => line.split(' ')[0])).toEqual(
      Array.from({ length: received }, (_, i) => String(i)),
    )
  })

  it('takes no datagram for two lines', async () => {
    read()
    for (const text of ['<190>nginx: a\nb', 'a\r\nb', '<190>nginx: ', '', '\n\n', 'whole\r\n\0']) await send(text)
    await received(6)
    expect(sinks.get('127.0.0.1 ')?.lines).toEqual(['whole'])
    expect(udp.status().refused).toBe(5)
  })

  it('counts messages that were cut', async () => {
    read()
    for (const text of ['{"a":1}', '{"a":"b', 'x "GET / HTTP/1.1" 200', 'x "GET /lon', 'x "a\\"b" y']) await send(text)
    await received(5)
    expect(udp.status().cut).toBe(2)
  })

  it('keeps tags apart, sixteen of them, and has the others share', async () => {
    read()
    for (let i = 0; i < 40; i++) await send(`<190>tag${i % 20}: ${i}`)
    await received(40)
    expect(sinks.size).toBe(17)
    expect(sinks.get('127.0.0.1 tag3')?.lines).toEqual(['3', '23'])
    expect(sinks.get(' ')?.lines).toEqual(['16', '17', '18', '19', '36', '37', '38', '39'])
  })

  it('hands on the longest datagram and many of them', async () => {
    read()
    const long = 'x'.repeat(65_507)
    for (let i = 0; i < 20; i++) {
      await send(long)
      await received(i + 1)
    }
    expect(sinks.get('127.0.0.1 ')?.lines).toEqual(Array(20).fill(long))
  })

  it('shows what the kernel drops while nobody reads', async () => {
    read()
    await send('before')
    await received(1)
    expect(udp.status().drops).toBe(0)
    // Sent by the kernel at once while this thread is busy sending: nothing is read in between.
    const sender = createSocket('udp4')
    const { host, port } = udp.address
    await new Promise<void>((resolve) => sender.connect(port, host, resolve))
    const full = Math.ceil(udp.status().buffer / 30_000) + 100
    for (let i = 0; i < 2 * full; i++) sender.send(Buffer.alloc(60_000, 0x78))
    const dropped = udp.status().drops
    expect(dropped).toBeGreaterThan(0)
    await received(1 + 2 * full - dropped!)
    expect(udp.status().received + dropped!).toBe(1 + 2 * full)
    sender.close()
  })

  it('listens on IPv6 and finds its row there', async () => {
    const six = await bind('::1')
    expect(six.status().drops).toBe(0)
    expect(udpRows('::1', six.address.port)).toHaveLength(1)
    expect(udpRows('127.0.0.1', six.address.port)).toHaveLength(0)
  })

  it('says who holds a port that is taken', async () => {
    const { host, port } = udp.address
    expect(portHolder(port)).toContain(`pid ${process.pid}`)
    const error = await SyslogUdp.bind({ host, port }).catch((error) => error)
    expect(error).toBeInstanceOf(SourceError)
    expect(error.message).toContain(`127.0.0.1 port ${port} (UDP) is taken by`)
    expect(error.message).toContain(`(pid ${process.pid})`)
  })

  it('says so when an address is not of this machine', async () => {
    await expect(SyslogUdp.bind({ host: '192.0.2.200', port: 5_140 })).rejects.toThrow('cannot listen on 192.0.2.200')
  })
})

describe('parseSyslogAddress', () => {
  it.each([
    ['syslog:5140', '127.0.0.1', 5140],
    ['syslog:localhost:5140', '127.0.0.1', 5140],
    ['syslog:127.0.0.1:5140', '127.0.0.1', 5140],
    ['syslog:0.0.0.0:514', '0.0.0.0', 514],
    ['syslog:[::1]:5140', '::1', 5140],
    ['syslog:127.0.0.1:0', '127.0.0.1', 0],
  ])('reads %s', (text, host, port) => expect(parseSyslogAddress(text)).toEqual({ host, port }))

  it.each([
    'syslog:',
    'syslog:unix:/run/log',
    'syslog:shop.example:5140',
    'syslog:127.0.0.1:65536',
    'syslog:::1:5140',
    'syslog:[127.0.0.1]:5140',
    'syslog:[::ffff:127.0.0.1]:5140',
    'syslog:127.0.0.1:5140x',
  ])('refuses %s', (text) => expect(() => parseSyslogAddress(text)).toThrow(UsageError))

  it.each([
    ['127.9.9.9', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.0.2.1', false],
  ])('knows whether only this machine reaches %s', (host, answer) => expect(isLoopback(host)).toBe(answer))
})
