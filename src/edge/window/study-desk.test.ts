import { describe, expect, it } from 'vitest'
import { type Limits, UNLIMITED } from '../../domain/limits.ts'
import { ipv4, ipv6, type Row } from './batch.fixture.ts'
import { hashOf, request, studied, T, times } from './studied-log.fixture.ts'

const STUDY: Limits = { ...UNLIMITED, study: 8 }

describe('the summary of what is studied', () => {
  it('counts requests of note and their sources as a naive model does', () => {
    const { send, ticks, window } = studied({ limits: STUDY })
    const statuses = [404, 403, 302, 200, 404]
    const rows = times(600, (at): Row => {
      const source = (at * at * 7) % 31
      const status = statuses[at % 5]!
      return request(T + Math.floor(at / 4), `/p${at % 9}`, { status, source: ipv4(source * 200) })
    })
    send(rows, 3)
    const last = (second: number, seconds: number) =>
      rows.filter((row) => row.second <= second && row.second > second - seconds)
    for (const { second, study } of ticks) {
      const own = last(second, 1)
      expect(study!.missing).toBe(own.filter(({ status }) => status === 404).length)
      expect(study!.refused).toBe(own.filter(({ status }) => status === 403).length)
      expect(study!.redirected).toBe(own.filter(({ status }) => status === 302).length)
      const sources = new Set(
        last(second, 60)
          .filter(({ status }) => status !== 200)
          .map(({ source }) => source!.low),
      )
      expect(study!.missingSources60).toBe(sources.size)
      expect(study!.newMissingSources60).toBe(sources.size)
      const all = (from: number) =>
        new Set(rows.filter((row) => row.second <= from).map(({ source }) => source!.low)).size
      expect(study!.newSources).toBe(all(second) - all(second - 1))
      expect(study!.newSources60).toBe(all(second) - all(second - 60))
    }
    expect(window.seal(rows.at(-1)!.second).study!.missingPrefixes.length).toBe(8)
  })

  it('names the networks and endpoints that most share', () => {
    const { send, window } = studied({ limits: STUDY })
    send([
      ...times(30, (at) => request(T + at, '/x', { status: 404, source: ipv4(512 + (at % 10)) })),
      ...times(12, (at) => request(T + 30, '/y', { status: 404, source: ipv6((0xabcd << 16) + at) })),
      ...times(9, (at) => request(T + 31, '/login', { method: 1, status: 401, source: ipv4(at * 256) })),
    ])
    const study = window.seal(T + 31).study!
    expect(study.missingPrefixes[0]).toEqual({ value: ipv4(512).low, requests: 30, sources: 10 })
    expect(study.missingPrefixes[1]).toMatchObject({ requests: 12, sources: 12 })
    expect(study.missingPrefixes[1]!.value & 1).toBe(1)
    expect(study.loginEndpoints).toEqual([{ value: hashOf('/login'), requests: 9, sources: 9 }])
    expect(study).toMatchObject({ loginPosts: 9, loginSources60: 9, newLoginSources60: 9 })
  })

  it('takes a census of the busiest each minute', () => {
    const start = Math.ceil(T / 60) * 60
    const { send, ticks } = studied({
      limits: STUDY,
      standing: (_, agents, seen) => (agents === 1 && seen > 0 ? 'known' : 'new'),
    })
    send(times(121, (at) => request(start + at, '/', { source: ipv4(1 + (at % 4 === 0 ? 1 : 0)) })))
    const counted = ticks.filter(({ study }) => study!.census.length > 0)
    expect(counted.map(({ second }) => second)).toEqual([start + 59, start + 119])
    expect(counted[0]!.study!.census.map(({ source, window60, standing }) => [source, window60, standing])).toEqual([
      [ipv4(1), 45, 'known'],
      [ipv4(2), 15, 'known'],
    ])
  })

  it('estimates assets by their endpoints', () => {
    const { send, window } = studied({ limits: STUDY })
    send(
      times(3_000, (at) =>
        request(T + Math.floor(at / 50), at % 3 === 0 ? '/' : `/a${'b'.repeat(at % 5)}.css`, { source: ipv4(at) }),
      ),
    )
    expect(window.seal(T + 59).study!.assets60).toBe(2_000)
  })

  it('is null, and costs no memory, while sources are not studied', () => {
    const { send, window, crossings } = studied({ limits: { ...UNLIMITED, plain: { 1: 9, 10: 99, 60: 99 } } })
    const { bytes } = window
    send(times(20, () => request(T, '/x', { status: 404 })))
    expect(window.seal(T).study).toBeNull()
    expect(crossings[0]!.features).toBeNull()
    expect(window.bytes - bytes).toBeLessThan(2_000_000)
  })

  it('forgets minutes in a gap and keeps hours', () => {
    const { send, window, crossings } = studied({ limits: { ...STUDY, study: 4 } })
    send(times(6, () => request(T, '/x', { status: 404 })))
    window.reset()
    send(times(4, () => request(T + 5_000, '/x', { status: 404 })))
    expect(crossings.map(({ features }) => [features!.minutes.requests, features!.hours.requests])).toEqual([
      [4, 4],
      [5, 5],
      [1, 7],
      [2, 8],
      [4, 10],
    ])
  })
})
