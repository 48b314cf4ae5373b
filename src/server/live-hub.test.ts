import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { beforeEach, describe, expect, it } from 'vitest'
import { SECOND } from '../domain/units.ts'
import { ManualClock } from '../lib/clock.ts'
import { FakeSiteDesk } from './fake-site-desk.fixture.ts'
import { LiveFrames } from './live-frames.ts'
import { LiveHub } from './live-hub.ts'

/** A client that takes what it is sent, or does not. */
class FakeResponse extends EventEmitter {
  readonly chunks: (Buffer | string)[] = []
  isReading = true
  destroyed = false
  writableEnded = false

  writeHead(): void {}
  write(chunk: Buffer | string): boolean {
    this.chunks.push(chunk)
    return this.isReading
  }
  drain(): void {
    this.isReading = true
    this.emit('drain')
  }
  end(): void {
    this.writableEnded = true
    this.destroy()
  }
  destroy(): void {
    this.destroyed = true
    this.emit('close')
  }
  /** Ids of the frames it was sent, and the times of all points in them. */
  get frames(): { id: number; event: string; times: number[] }[] {
    return this.chunks.slice(1).map((chunk) => {
      const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.+)\n\n$/.exec(String(chunk))!
      return { id: Number(id), event: event!, times: JSON.parse(data!).points.time }
    })
  }
}

const START = 1_772_442_901
let clock: ManualClock
let site: FakeSiteDesk
let hub: LiveHub
let faults: Error[]
beforeEach(() => {
  clock = new ManualClock(START * SECOND)
  site = new FakeSiteDesk()
  faults = []
  const frames = new LiveFrames(site, clock, 'logs.example')
  hub = new LiveHub({ frames, clock, onFault: (error) => faults.push(error) })
})

function open(since: number | null = null, audience: 'site' | 'public' = 'site', client: string | null = null) {
  const response = new FakeResponse()
  hub.open(response as unknown as ServerResponse, since, { audience, client, headers: {} })
  return response
}

function pass(seconds: number): void {
  for (let i = 0; i < seconds; i++) {
    site.now++
    clock.advance(SECOND)
  }
}

describe('the live hub', () => {
  it('sends one frame a second, the same bytes to all, made once', () => {
    const clients = Array.from({ length: 100 }, () => open())
    const crowd = open(null, 'public')
    pass(5)
    expect(clients[7]!.frames.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5].map((i) => START + i))
    expect(crowd.frames.map(({ event }) => event)).toEqual(Array(6).fill('public'))
    expect(site.asked).toHaveLength(6)
    for (const { chunks } of clients) expect(chunks[3]).toBe(clients[0]!.chunks[3])
  })

  it('does nothing while nobody listens', () => {
    pass(3)
    const client = open()
    pass(2)
    const asked = site.asked.length
    client.destroy()
    pass(60)
    expect([site.asked.length, hub.size]).toEqual([asked, 0])
    expect(open().frames).toMatchObject([{ id: START + 65 }])
  })

  it('leaves no second out: not between frames, and not for one that comes back', () => {
    const client = open()
    site.now += 2
    pass(20)
    site.now += 3
    pass(1)
    const back = open(START + 5)
    pass(3)
    for (const [one, from] of [
      [client, START],
      [back, START + 6],
    ] as const) {
      const known = new Set(one.frames.flatMap(({ times }) => times))
      const missing = Array.from({ length: site.now - from + 1 }, (_, i) => from + i).filter((at) => !known.has(at))
      expect(missing).toEqual([])
    }
    expect(back.frames[0]!.times[0]).toBe(START + 6)
  })

  it('goes on when it is asked to resume at a second that never was', () => {
    for (const since of [0, 999_999_999_999]) {
      const client = open(since)
      pass(2)
      expect(client.frames).toHaveLength(3)
    }
  })

  it('passes over a client that does not take what it is sent, gives it what it missed, and nobody waits', () => {
    const [slow, quick] = [open(), open()]
    slow.isReading = false
    pass(1)
    const before = slow.chunks.length
    pass(8)
    expect([slow.chunks.length, slow.destroyed, quick.frames.length]).toEqual([before, false, 10])
    slow.drain()
    pass(1)
    expect(slow.chunks).toHaveLength(before + 1)
    expect(slow.frames.at(-1)!.times).toEqual(Array.from({ length: 9 }, (_, i) => START + 2 + i))
  })

  it('lets a client go that takes nothing for 10 s', () => {
    const [stuck, quick] = [open(), open()]
    stuck.isReading = false
    pass(12)
    expect([stuck.destroyed, quick.destroyed, hub.size, stuck.chunks.length]).toEqual([true, false, 1, 3])
  })

  it('makes no more than some frames a second for those who come back, and serves all in time', () => {
    const clients = Array.from({ length: 100 }, (_, i) => open(START - 1 - i))
    expect(site.asked.length).toBeLessThanOrEqual(16)
    pass(10)
    expect(site.asked.length).toBeLessThanOrEqual(11 * 17)
    for (const client of clients) expect(client.frames.length).toBeGreaterThan(0)
  })

  it('has a limit in all, for everybody, and for one address', () => {
    for (let i = 0; i < 16; i++) open(null, 'site', '203.0.113.1')
    expect(hub.refusal('site', '203.0.113.1')).toMatchObject({ status: 503, after: 10_000 })
    expect(hub.refusal('site', '203.0.113.2')).toBeNull()
    for (let i = 0; i < 224; i++) open(null, 'public', `198.51.100.${i}`)
    expect(hub.refusal('public', '203.0.113.2')).toMatchObject({ status: 503 })
    expect(hub.refusal('site', '203.0.113.2')).toBeNull()
    for (let i = 0; i < 16; i++) open()
    expect(hub.refusal('site', null)).toMatchObject({ status: 503 })
  })

  it('outlives a fault of the site, and a clock that steps', () => {
    const client = open()
    site.fault = new Error('broken')
    pass(3)
    expect([faults.length, client.frames.length]).toEqual([3, 1])
    site.fault = null
    clock.advance(-3_600 * SECOND)
    site.now -= 3_600
    clock.advance(3_600 * SECOND + 2 * SECOND)
    const sent = client.frames.length
    pass(3)
    expect(client.frames.length).toBe(sent + 3)
  })

  it('ends what is open when it closes', () => {
    const client = open()
    hub.close()
    expect([client.destroyed, hub.size]).toEqual([true, 0])
  })
})
