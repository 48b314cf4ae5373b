import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Limits, UNLIMITED } from '../../domain/limits.ts'
import { batchOf, ipv4, type Row } from './batch.fixture.ts'
import { hashOf, request, studied, T, times } from './studied-log.fixture.ts'
import { StudySteps } from './study-steps.ts'
import { TableMemory } from './table-memory.ts'

const STUDY: Limits = { ...UNLIMITED, study: 8 }
const build = (limits: Limits, action: 'ban' | 'observe' = 'observe') => studied({ limits }, () => action)

describe('a studied source', () => {
  it('is judged when its requests that are no assets reach the count, 5/4 of it, and so on', () => {
    const { crossings, send } = build(STUDY)
    send(times(41, (at) => request(T + at, `/missing/${at}x`, { status: 404 })))
    // Studied from its third request of note on.
    expect(crossings.map(({ features }) => features?.minutes.requests)).toEqual([8, 10, 13, 16, 20, 25, 31, 39])
    expect(crossings[0]).toMatchObject({
      studied: true,
      window: 60,
      observed: 10,
      limit: 0,
      requests60: 10,
      errors60: 10,
    })
    const { minutes, hours, ...rest } = crossings[7]!.features!
    expect(rest).toMatchObject({ source: ipv4(1), seen: 38, standing: 'new', window1: 1, window10: 10, window60: 41 })
    expect(minutes).toEqual(hours)
    expect(minutes).toMatchObject({ length: 38, requests: 39, missing: 39, assets: 0, looked: 7, gapVariation: 0 })
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
    send(times(10, (at) => request(T + 30, `/missing/${at}x`, { status: 404 })))
    expect(crossings[1]!.features!.minutes).toMatchObject({ requests: 8, length: 0 })
  })

  it('is not studied for what is quiet and of no note', () => {
    const { crossings, send } = build(STUDY)
    send(times(100, (at) => request(T + at * 10, '/')))
    expect(crossings).toEqual([])
  })

  it('is studied from its third request of note in about an hour on', () => {
    const { window, crossings, send } = build(STUDY)
    const { slots } = window.desk.study
    const missing = (at: number, who: number) => request(T + at, '/x', { status: 404, source: ipv4(who) })
    send([...times(2, (at) => missing(at, 1)), ...times(8, (at) => missing(60 + 600 * at, 2)), missing(9_000, 1)])
    expect(slots.used).toBe(1)
    // A scan of one path in ten minutes.
    expect(crossings).toHaveLength(0)
    send(times(2, (at) => missing(9_600 + 600 * at, 2)))
    expect(crossings.map(({ source, observed }) => [source, observed])).toEqual([[ipv4(2), 1]])
  })

  it('is studied at once for what it asks of the given endpoints, and never for assets alone', () => {
    const { window, send } = build({ ...STUDY, endpoints: [hashOf('/search')] })
    send([request(T, '/search', { source: ipv4(1) }), request(T, '/', { source: ipv4(2) })])
    send(times(8, () => request(T, '/a.css', { status: 404, source: ipv4(3) })))
    expect(window.desk.study.slots.used).toBe(1)
  })

  it('tells logins, assets and tools apart', () => {
    const { crossings, send, window } = build(STUDY)
    const login = { method: 1, agent: 'curl/8.0' }
    send(times(8, (at) => request(T + at, '/wp-login.php', login)))
    send(times(9, (at) => request(T + 8, `/a${'b'.repeat(at)}.css`)))
    send(times(2, () => request(T + 9, '/wp-login.php', login)))
    expect(crossings).toHaveLength(1)
    const { features } = crossings[0]!
    expect(features!.minutes).toMatchObject({ posts: 8, loginPosts: 8, postAnswers: 1, postedEndpoints: 1 })
    expect(features!.minutes).toMatchObject({ assets: features!.minutes.requests - 8, endpoints: 1 })
    expect(features!.minutes.tools).toBeGreaterThan(2)
    const { study } = window.seal(T + 9)
    expect(study).toMatchObject({ loginPosts: 2, loginSources60: 1, newLoginSources60: 1, newSources60: 1, missing: 0 })
    expect(study!.loginEndpoints).toEqual([{ value: hashOf('/wp-login.php'), requests: 10, sources: 1 }])
    expect(study!.assets60).toBe(9)
  })

  it('has features when it crosses a plain limit, and is spared as ever', () => {
    const { crossings, send } = build({ ...STUDY, study: 1_000, plain: { 1: 20, 10: 1_000, 60: 1_000 } })
    send(times(40, () => request(T, '/')))
    expect(crossings).toHaveLength(1)
    expect(crossings[0]).toMatchObject({ studied: false, window: 1, observed: 21, limit: 20 })
    // Lively from the sixteenth request on.
    expect(crossings[0]!.features!.minutes).toMatchObject({ requests: 6, answered: 6 })
  })
})

const PATHS = ['/', '/cart', '/product/1', '/product/2', '/a.css', '/img/3.png', '/login', '/api/session/7', '/w.php']
const row = fc.record({
  step: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 90 }) },
    { weight: 3, arbitrary: fc.constantFrom(299, 300, 600, 900, 3_550, 7_200) },
  ),
  late: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 10 })),
  source: fc.constantFrom(1, 1, 2, 5),
  path: fc.constantFrom(...PATHS),
  status: fc.constantFrom<number[]>(200, 200, 200, 204, 304, 302, 404, 403, 401, 500),
  method: fc.constantFrom(0, 0, 1, 3),
  millisecond: fc.integer({ min: 0, max: 999 }),
  agent: fc.constantFrom('-', '-', '-', '-', 'curl/8', 'Firefox/130'),
  times: fc.integer({ min: 1, max: 6 }),
})
const log = fc.array(row, { minLength: 1, maxLength: 120 })
type Drawn = typeof log extends fc.Arbitrary<infer List> ? List : never

/** Rows with the engine's second of each. */
function rowsOf(drawn: Drawn): { now: number; row: Row }[] {
  let now = T
  return drawn.flatMap(({ step, late, source, path, times: count, ...rest }) => {
    now += step
    return times(count, () => ({ now, row: request(now - late, path, { ...rest, source: ipv4(source) }) }))
  })
}

describe('the study of sources', () => {
  const judge = ({ source }: { source: { low: number } }) => (source.low % 5 === 0 ? 'ban' : 'observe')
  const limits: Limits = { ...STUDY, study: 4, plain: { 1: 9, 10: 14, 60: 22 }, endpoints: [hashOf('/cart')] }

  it('tells the same with and without the kernel, in batches of any size, and when slots are scarce', () => {
    fc.assert(
      fc.property(log, fc.constantFrom(undefined, 2), (drawn, studiedSources) => {
        const rows = rowsOf(drawn)
          .filter(({ now, row }) => row.second === now)
          .map(({ row }) => row)
        const outcomes = [1, 7, 128].flatMap((size) =>
          [TableMemory.plain(), TableMemory.open(8 << 20)].map((memory) => {
            const { crossings, ticks, send } = studied(
              { limits, memory, ...(studiedSources && { studiedSources }) },
              judge,
            )
            send(rows, size)
            return { crossings, study: ticks.map(({ study }) => study) }
          }),
        )
        for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
      }),
      { seed: 5, numRuns: 60 },
    )
  })

  it('counts as a naive model does, over halves of 300 s and two hours', () => {
    const steps = new StudySteps()
    steps.first = 4
    fc.assert(
      fc.property(log, (drawn) => {
        // All of note, so that all are studied.
        const rows = rowsOf(
          drawn.map((one) => ({
            ...one,
            status: one.status < 300 || one.status === 304 ? 404 : Math.min(one.status, 404),
          })),
        )
        const { window, crossings } = studied({ limits: { ...STUDY, study: 4 } })
        const naive: object[] = []
        const past: { tick: number; row: Row; page: boolean }[] = []
        const state = new Map<number, NaiveSource>()
        // The engine's count of seconds begins at 65,536.
        const offset = 65_536 - rows[0]!.now
        for (const { now, row } of rows) {
          window.advance(now)
          window.count(batchOf([row]), 0, 1, row.second)
          const tick = now + offset
          const source = row.source!.low
          const page = !/\.(css|png)/.test(row.line!)
          const known = state.get(source) ?? new NaiveSource()
          state.set(source, known)
          if (!known.isStudied(tick, row.second + offset, page)) continue
          past.push({ tick, row, page })
          const own = past.filter((one) => one.row.source!.low === source)
          const of = (length: number) =>
            own.filter((one) => Math.floor(tick / length) - Math.floor(one.tick / length) < 2)
          let due = false
          ;[300, 7_200].forEach((length, span) => {
            const pages = of(length).filter((one) => one.page).length
            const half = Math.floor(tick / length)
            if (half !== known.half[span]) known.step[span] = steps.above(pages - (page ? 1 : 0))
            known.half[span] = half
            if (!page || !steps.isReached(known.step[span]!, pages)) return
            known.step[span] = steps.above(pages)
            due = true
          })
          if (due) naive.push({ source, ...[300, 7_200].map((length) => countsOf(of(length))) })
        }
        expect(
          crossings.map(({ source, features }) => ({
            source: source.low,
            ...[features!.minutes, features!.hours].map(
              ({ length, requests, assets, missing, refused, redirected, posts, refusedPosts, loginPosts, bytes }) => ({
                length,
                requests,
                assets,
                missing,
                refused,
                redirected,
                posts,
                refusedPosts,
                loginPosts,
                bytes,
              }),
            ),
          })),
        ).toEqual(naive)
      }),
      { seed: 6, numRuns: 150 },
    )
  })
})

/** Studied from its 16th request in 60 s on, or when it sends its third request of note in about an hour. */
class NaiveSource {
  readonly step = [0, 0]
  readonly half = [-1, -1]
  #seconds: number[] = []
  #last = 0
  #notes = 0
  #hour = 0
  #isStudied = false

  isStudied(tick: number, second: number, isNoted: boolean): boolean {
    if (tick - this.#last >= 60) this.#seconds = []
    this.#last = tick
    this.#seconds.push(second)
    const isLively = this.#seconds.filter((one) => tick - one < 60).length >= 16
    const hour = Math.floor(tick / 3_600)
    if (isNoted) {
      this.#notes = Math.floor(this.#notes / 2 ** (hour - this.#hour)) + 1
      this.#hour = hour
    }
    this.#isStudied ||= isLively || (isNoted && this.#notes >= 3)
    return this.#isStudied
  }
}

function countsOf(all: { tick: number; row: Row; page: boolean }[]): object {
  const count = (test: (row: Row) => boolean, page = true) =>
    all.filter((one) => (!page || one.page) && test(one.row)).length
  const isPost = (row: Row) => row.method === 1
  return {
    length: all.at(-1)!.tick - all[0]!.tick,
    requests: all.length,
    assets: all.filter((one) => !one.page).length,
    missing: count((row) => row.status === 404),
    refused: count((row) => row.status === 403 || row.status === 401),
    redirected: count((row) => row.status === 302),
    posts: count(isPost, false),
    refusedPosts: count((row) => isPost(row) && (row.status === 403 || row.status === 401), false),
    loginPosts: count((row) => isPost(row) && /login|session/.test(row.line!)),
    bytes: 5 * all.length,
  }
}
