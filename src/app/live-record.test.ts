import { beforeEach, describe, expect, it } from 'vitest'
import { classicConfig } from '../config/defaults.ts'
import type { BanState } from '../domain/control.ts'
import { FileTally } from '../domain/file-tally.ts'
import { LineReader } from '../edge/parse/line-reader.ts'
import { createParser } from '../edge/parse/registry.ts'
import { ChunkBuffer } from '../edge/source/chunk-buffer.ts'
import { nginxJsonLine } from '../simulate/nginx-json.ts'
import { Engine } from './engine.ts'
import { LiveRecord } from './live-record.ts'

const START = Date.UTC(2026, 2, 2, 9, 0, 0)

let now = START
let record: LiveRecord
let engine: Engine
let buffer: ChunkBuffer
beforeEach(() => {
  now = START
  record = new LiveRecord(now, (at) => new Date(at).toISOString().replace('T', ' ').slice(0, 19))
  engine = new Engine({
    config: classicConfig,
    ownAddresses: [],
    seed: 0,
    wall: () => now,
    events: { emit() {} },
    onProtected() {},
    onDetectorFailure(_detector, error) {
      throw error
    },
    onlooker: record,
  })
  const tally = new FileTally('access.log')
  record.files.push(tally)
  buffer = new ChunkBuffer(new LineReader({ parser: createParser('auto'), tally, sink: engine }))
})

/** So many requests of an address in this second, and the wall two seconds on. */
function send(address: string, count: number, path = '/shop'): void {
  const hit = {
    at: now,
    address,
    path,
    agent: 'test',
    method: 'GET',
    status: 200,
    bytes: 10,
    duration: 5,
    referrer: '',
  }
  buffer.push(Buffer.from(nginxJsonLine(hit).repeat(count)))
  now += 2_000
  engine.passTime(now)
}

describe('a live record', () => {
  it.each<[BanState, string, string]>([
    ['observed', 'would-ban', 'Would be banned since'],
    ['pending', 'banning', 'Not confirmed by the kernel yet'],
    ['failed', 'banning', 'The kernel REFUSED'],
    ['in-force', 'banned', 'Banned since'],
  ])('tells of a ban that is %s as %s', (state, word, why) => {
    record.enforcement = { mode: 'nftables', state: 'working', confirmed: 7, stateOf: () => state }
    record.snapshot(engine, now)
    send('203.0.113.10', 200)
    record.snapshot(engine, now)
    send('203.0.113.10', 400)
    const { bans, sources, bansInForce, bansConfirmed, enforcement } = record.snapshot(engine, now)
    expect(bans).toMatchObject([{ address: '203.0.113.10', state }])
    expect(bans[0]!.why[0]).toContain(why)
    expect([bansInForce, bansConfirmed, enforcement]).toEqual([1, 7, { mode: 'nftables', state: 'working' }])
    expect(sources.find(({ address }) => address === '203.0.113.10')!.state).toBe(word)
    expect(bans[0]!.why[0]!.includes('Banned')).toBe(state === 'in-force')
  })

  it('makes one snapshot a second, however many look', () => {
    send('203.0.113.10', 10)
    const first = record.snapshot(engine, now)
    expect(record.snapshot(engine, now + 999)).toBe(first)
    expect(record.snapshot(engine, now + 1_000)).not.toBe(first)
  })

  it('counts what a banned source sent in the last 60 s only, also when nobody looked for long', () => {
    send('203.0.113.10', 400)
    record.snapshot(engine, now)
    now += 120_000
    send('203.0.113.10', 50)
    record.snapshot(engine, now)
    send('203.0.113.10', 30)
    const source = record.snapshot(engine, now).sources.find(({ address }) => address === '203.0.113.10')
    expect(source?.requests).toBe(30)
  })

  it('collects paths only while somebody looks', () => {
    record.snapshot(engine, now)
    send('203.0.113.10', 20)
    expect(record.snapshot(engine, now).endpoints).toEqual([{ path: '/shop', requests: 20 }])
    for (let second = 0; second < 15; second++) send('203.0.113.11', 1, '/other')
    send('203.0.113.12', 20, '/late')
    expect(record.snapshot(engine, now).endpoints.map(({ path }) => path)).not.toContain('/late')
    send('203.0.113.12', 20, '/late')
    expect(record.snapshot(engine, now + 1_000).endpoints.map(({ path }) => path)).toContain('/late')
  })
})
