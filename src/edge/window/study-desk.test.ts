import { describe, expect, it } from 'vitest'
import { type Limits, UNLIMITED } from '../../domain/limits.ts'
import type { SourceKey } from '../../domain/source.ts'
import type { Standing } from '../../domain/source-features.ts'
import { prefixOf } from '../../domain/source-prefix.ts'
import { hashSeed } from '../../lib/hash.ts'
import { ipv4, ipv6, type Row } from './batch.fixture.ts'
import { KnownSources } from './known-sources.ts'
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
    expect(study.missingPrefixes[0]).toEqual({ value: prefixOf(ipv4(512)), requests: 30, sources: 10 })
    expect(study.missingPrefixes[1]).toEqual({ value: prefixOf(ipv6(0xabcd << 16)), requests: 12, sources: 12 })
    expect(study.loginEndpoints).toEqual([{ value: hashOf('/login'), requests: 9, sources: 9 }])
    expect(study).toMatchObject({ loginPosts: 9, loginSources60: 9, newLoginSources60: 9 })
  })

  it('takes a census of the busiest each minute', () => {
    const start = Math.ceil(T / 60) * 60
    const { send, ticks } = studied({
      limits: STUDY,
      known: new (class extends KnownSources {
        override standing(_: SourceKey, agents: number): Standing {
          return agents === 1 ? 'known' : 'new'
        }
      })(hashSeed(0)),
    })
    send(times(121, (at) => request(start + at, '/', { source: ipv4(1 + (at % 3 === 0 ? 1 : 0)) })))
    const counted = ticks.filter(({ study }) => study!.census.length > 0)
    expect(counted.map(({ second }) => second)).toEqual([start + 59, start + 119])
    expect(counted[0]!.study!.census.map(({ source, window60, standing }) => [source, window60, standing])).toEqual([
      [ipv4(1), 40, 'known'],
      [ipv4(2), 20, 'known'],
    ])
  })

  it('counts assets by their endpoints, whatever else shares their bucket', () => {
    const { send, window } = studied({ limits: STUDY })
    send(
      times(3_000, (at) =>
        request(T + Math.floor(at / 50), at % 3 === 0 ? '/' : `/a${'b'.repeat(at % 5)}.css`, { source: ipv4(at) }),
      ),
    )
    expect(window.seal(T + 59).study!.assets60).toBe(2_000)
    const crowded = times(5_000, (at) => `/p${'q'.repeat(at)}`.slice(0, 60) + at.toString(36).replace(/\d/g, 'z'))
    const page = crowded.find((path) => (hashOf(path) - hashOf('/a.css')) % 1_024 === 0)!
    send([request(T + 60, '/a.css'), ...times(400, (at) => request(T + 60, page, { source: ipv4(4_000 + at) }))])
    const { assets60 } = window.seal(T + 60).study!
    expect(assets60).toBe(2_000 - 33 + 1)
  })

  it('counts assets of many endpoints alike in batches of any size', () => {
    const letters = (at: number) => at.toString(36).replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!)
    const rows = times(4_000, (at) =>
      request(T + Math.floor(at / 500), `/${letters(at % 700)}${at % 2 ? '.css' : ''}`, { source: ipv4(at) }),
    )
    const counts = [1, 7, 128].map((size) => {
      const { send, ticks } = studied({ limits: STUDY })
      send(rows, size)
      return ticks.map(({ study }) => study!.assets60)
    })
    // No more than 64 of 1,024 rows are looked at.
    expect(counts[0]!.at(-1)).toBeGreaterThan(500)
    expect(counts[0]!.at(-1)).toBeLessThan(1_750)
    expect(counts[1]).toEqual(counts[0])
    expect(counts[2]).toEqual(counts[0])
  })

  it('counts new sources once that load their first asset', () => {
    const { send, window, ticks } = studied({ limits: STUDY })
    const visit = (second: number, who: number) => [
      ...times(15, () => request(second, '/', { source: ipv4(who) })),
      ...times(5, () => request(second, '/a.css', { source: ipv4(who) })),
    ]
    send([...visit(T, 1), ...visit(T + 1, 2), ...visit(T + 1, 3), ...visit(T + 2, 2), ...visit(T + 1_300, 2)])
    expect(ticks.slice(0, 3).map(({ study }) => study!.newVisitors)).toEqual([1, 2, 0])
    expect(window.seal(T + 1_300).study!.newVisitors).toBe(0)
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
    send(times(8, () => request(T, '/x', { status: 404 })))
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
