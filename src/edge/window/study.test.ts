import { describe, expect, it } from 'vitest'
import type { Decision } from '../../domain/decision.ts'
import { type Crossing, type Limits, UNLIMITED } from '../../domain/limits.ts'
import { batchOf, ipv4, type Row } from './batch.fixture.ts'
import type { TableMemory } from './table-memory.ts'
import { TickWindow } from './tick-window.ts'

const STUDY: Limits = { ...UNLIMITED, study: 8 }
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0'

/** An unseeded hash of a path, as the fixture and the window use it. */
function hashOf(path: string): number {
  let hash = 7
  for (const byte of Buffer.from(path.replace(/\d+/g, ':'))) hash = (Math.imul(hash, 31) + byte) >>> 0
  return hash
}

const hashPath = (bytes: Buffer, start: number, end: number) => hashOf(bytes.toString('latin1', start, end))

function request(second: number, path: string, more: Partial<Row> & { agent?: string; referrer?: string } = {}): Row {
  const { agent = AGENT, referrer = '-', status = 200, ...row } = more
  const line = `198.18.0.1 - - [x/y/z] "GET ${path} HTTP/1.1" ${status} 5 "${referrer}" "${agent}"`
  return { second, status, endpoint: hashOf(path.split('?')[0]!), line, bytes: 5, ...row }
}

function build(limits: Limits, action: 'ban' | 'observe' = 'observe', memory?: TableMemory) {
  const crossings: Crossing[] = []
  const judge = {
    judge(crossing: Crossing) {
      crossings.push(crossing)
      return { action } as Decision
    },
    surge: () => false,
  }
  const bans = { size: 0, isBanned: () => false }
  const window = new TickWindow({ limits, judge, bans, hashPath, sources: 4_096, ...(memory && { memory }) })
  const send = (rows: readonly Row[]) => {
    for (const row of rows) {
      window.advance(row.second)
      window.count(batchOf([row]), 0, 1, row.second)
    }
  }
  return { window, crossings, send }
}

const T = 1_700_000_100
const times = (count: number, row: (at: number) => Row) => Array.from({ length: count }, (_, at) => row(at))

describe('a studied source', () => {
  it('is judged when its requests that are no assets reach the count, 5/4 of it, and so on', () => {
    const { crossings, send } = build(STUDY)
    send(times(40, (at) => request(T + at, `/missing/${at}x`, { status: 404 })))
    expect(crossings.map(({ features }) => features?.minutes.requests)).toEqual([8, 10, 13, 16, 20, 25, 31, 39])
    expect(crossings[0]).toMatchObject({ studied: true, window: 60, observed: 8, limit: 0, requests60: 8, errors60: 8 })
    const { minutes, hours, ...rest } = crossings[7]!.features!
    expect(rest).toMatchObject({ source: ipv4(1), seen: 38, standing: 'new', window1: 1, window10: 10, window60: 39 })
    expect(minutes).toEqual(hours)
    expect(minutes).toMatchObject({ length: 38, requests: 39, missing: 39, assets: 0, looked: 11, gapVariation: 0 })
    expect(Math.abs(minutes.distinctMissing - 39)).toBeLessThan(8)
    expect(minutes).toMatchObject({
      endpoints: 1,
      topRequests: 39,
      topEndpoint: hashOf('/missing/1x'),
      agents: 1,
      tools: 0,
    })
  })

  it('is forgotten with a ban', () => {
    const { window, crossings, send } = build(STUDY, 'ban')
    send(times(20, (at) => request(T + at, `/missing/${at}x`, { status: 404 })))
    expect(crossings).toHaveLength(1)
    window.lift(ipv4(1))
    send(times(8, (at) => request(T + 30, `/missing/${at}x`, { status: 404 })))
    expect(crossings[1]!.features!.minutes).toMatchObject({ requests: 8, length: 0 })
  })

  it('is not studied for what is quiet and of no note', () => {
    const { crossings, send } = build(STUDY)
    send(times(100, (at) => request(T + at * 10, '/')))
    expect(crossings).toEqual([])
  })

  it('tells logins, assets and tools apart', () => {
    const { crossings, send, window } = build(STUDY)
    const login = { method: 1, agent: 'curl/8.0', line: `"POST /wp-login.php HTTP/1.1" 200 5 "-" "curl/8.0"` }
    send(times(6, (at) => request(T + at, '/wp-login.php', login)))
    send(times(9, (at) => request(T + 6, `/a${'b'.repeat(at)}.css`)))
    send(times(2, () => request(T + 7, '/wp-login.php', login)))
    expect(crossings).toHaveLength(1)
    const { features } = crossings[0]!
    expect(features!.minutes).toMatchObject({ posts: 8, loginPosts: 8, postAnswers: 1, postedEndpoints: 1 })
    expect(features!.minutes).toMatchObject({ assets: features!.minutes.requests - 8, endpoints: 1 })
    expect(features!.minutes.tools).toBeGreaterThan(3)
    const { study } = window.seal(T + 7)
    expect(study).toMatchObject({ loginPosts: 2, loginSources60: 1, newLoginSources60: 1, newSources60: 1, missing: 0 })
    expect(study!.loginEndpoints).toEqual([{ value: hashOf('/wp-login.php'), requests: 8, sources: 1 }])
    expect(study!.assets60).toBe(9)
  })

  it('has features when it crosses a plain limit, and is spared as ever', () => {
    const { crossings, send } = build({ ...STUDY, study: 1_000, plain: { 1: 20, 10: 1_000, 60: 1_000 } })
    send(times(40, () => request(T, '/')))
    expect(crossings).toHaveLength(1)
    expect(crossings[0]).toMatchObject({ studied: false, window: 1, observed: 21, limit: 20 })
    // Busy from the ninth request on.
    expect(crossings[0]!.features!.minutes).toMatchObject({ requests: 13, answered: 13 })
  })
})
