import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../domain/decision.ts'
import { type Crossing, type Limits, UNLIMITED } from '../../domain/limits.ts'
import type { SourceKey } from '../../domain/source.ts'
import { batchOf, ipv4, type Row } from './batch.fixture.ts'
import { NaiveWindow } from './naive-window.fixture.ts'
import { SMALL_LIMIT } from './small-slot.ts'
import { TableMemory } from './table-memory.ts'
import { TickWindow } from './tick-window.ts'

const LIMITS: Limits = {
  ...UNLIMITED,
  plain: { 1: 9, 10: 14, 60: 22 },
  strict: { 1: 9, 10: 10, 60: 13 },
}
const NO_LIMITS: Limits = {
  ...UNLIMITED,
  plain: { 1: 1e9, 10: 1e9, 60: 1e9 },
  strict: { 1: 1e9, 10: 1e9, 60: 1e9 },
}

/** Seconds; the most that is allowed. */
const LATENESS = 10

const decision = (action: 'ban' | 'observe') => ({ action }) as Decision
/** Even addresses are banned, odd ones are protected. */
const judgeByAddress = (crossing: Crossing) => decision(crossing.source.low % 2 === 0 ? 'ban' : 'observe')

function build(
  judge: (crossing: Crossing) => Decision,
  options: { limits?: Limits; busySources?: number; memory?: TableMemory } = {},
) {
  const crossings: Crossing[] = []
  const banned = new Set<string>()
  const window = new TickWindow({
    limits: options.limits ?? LIMITS,
    judge: {
      judge: (crossing) => {
        crossings.push(crossing)
        return judge(crossing)
      },
      surge: () => false,
    },
    bans: {
      get size() {
        return banned.size
      },
      isBanned: (source) => banned.has(`${source.kind} ${source.low}`),
    },
    ...(options.busySources === undefined ? {} : { busySources: options.busySources }),
    ...(options.memory && { memory: options.memory }),
    sources: 4_096,
  })
  return { window, crossings, banned }
}

type Command =
  | { do: 'rows'; age: number; rows: { source: number; status: number; times: number }[] }
  | { do: 'step'; seconds: number }
  | { do: 'lift' | 'ban' | 'strict' | 'plain'; source: number }
  | { do: 'reset'; by: number }

const source = fc.integer({ min: 1, max: 6 })
const rows = fc.record({
  do: fc.constant('rows' as const),
  age: fc.oneof(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: LATENESS })),
  rows: fc.array(
    fc.record({ source, status: fc.constantFrom(200, 304, 404, 401, 403, 500), times: fc.integer({ min: 1, max: 6 }) }),
    { minLength: 1, maxLength: 12 },
  ),
})
const step = fc.record({
  do: fc.constant('step' as const),
  seconds: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(9, 10, 30, 58, 59, 60, 61, 70_000, 200_000)),
})
const one = fc.record({
  do: fc.constantFrom('lift' as const, 'ban' as const, 'strict' as const, 'plain' as const),
  source,
})
const reset = fc.record({ do: fc.constant('reset' as const), by: fc.constantFrom(-7_200, -30, 0, 5_000) })
const script = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: rows },
    { weight: 6, arbitrary: step },
    { weight: 2, arbitrary: one },
    { weight: 1, arbitrary: reset },
  ),
  { maxLength: 80 },
) as fc.Arbitrary<Command[]>

function run(commands: Command[], busySources: number | undefined, limits: Limits, memory?: TableMemory) {
  const options = { limits, ...(busySources ? { busySources } : {}), ...(memory && { memory }) }
  const { window, crossings } = build(judgeByAddress, options)
  const naive = new NaiveWindow(limits, judgeByAddress)
  const watched = window.watch(ipv4(2))
  let now = 1_700_000_000
  window.advance(now)
  naive.now = now
  for (const command of commands) {
    if (command.do === 'rows') {
      const second = now - command.age
      const all = command.rows.flatMap(({ source, status, times }) =>
        Array.from({ length: times }, (_, i): Row => {
          const extra = { endpoint: (source * i) % 3_000, duration: (i - 1) * source * 7 }
          return { second, source: ipv4(source), status, method: i, bytes: 10, ...extra }
        }),
      )
      window.count(batchOf(all), 0, all.length, second)
      for (const row of all) naive.count(row)
    } else if (command.do === 'step') {
      const sealed = command.seconds > 60 ? [] : Array.from({ length: command.seconds }, (_, i) => now + i - LATENESS)
      for (const second of sealed) {
        expect(window.seal(second)).toEqual({ ...naive.seal(second), sources: window.table.count })
      }
      now += command.seconds
      window.advance(now)
      naive.now = now
    } else if (command.do === 'reset') {
      now += command.by
      window.reset()
      window.advance(now)
      naive.reset(now)
    } else {
      const key: SourceKey = ipv4(command.source)
      // A source that was never seen has no slot to flag.
      if (window.table.find(key) < 0) continue
      if (command.do === 'ban') window.ban(key)
      if (command.do === 'lift') window.lift(key)
      if (command.do === 'strict' || command.do === 'plain') window.setStrict(key, command.do === 'strict')
      naive.flag(command.do, key)
    }
  }
  return { window, naive, crossings, watched }
}

describe('TickWindow', () => {
  it.each([
    ['with', true],
    ['without', false],
  ])('agrees with a naive model on crossings, seconds and totals, %s the kernel', (_, withKernel) => {
    fc.assert(
      fc.property(script, (commands) => {
        const memory = withKernel ? TableMemory.open(8 << 20) : TableMemory.plain()
        expect(memory.kernel !== null).toBe(withKernel)
        const { window, naive, crossings, watched } = run(commands, undefined, LIMITS, memory)
        expect(crossings.map(({ line: _, known: __, siteKnown: ___, ...rest }) => rest)).toEqual(naive.crossings)
        expect(window.totals).toEqual(naive.totals)
        expect({ ...naive.watched }).toMatchObject({
          requests: watched.requests,
          errors: watched.errors,
          prevented: watched.prevented,
        })
        expect([watched.peak(1)?.requests, watched.peak(10)?.requests, watched.peak(60)?.requests]).toEqual(naive.peaks)
      }),
      { seed: 3, numRuns: 400 },
    )
  })

  it('never charges more than was sent when too many sources are busy, and is exact up to eight requests', () => {
    fc.assert(
      fc.property(script, (commands) => {
        const { window, naive } = run(
          commands.filter((command) => command.do !== 'ban'),
          2,
          NO_LIMITS,
        )
        expect(window.busy.used).toBeLessThanOrEqual(2)
        for (let low = 1; low <= 6; low++) {
          const slot = window.table.find(ipv4(low))
          if (slot < 0) continue
          const truth = naive.within(ipv4(low), 60)
          const counted = window.within60(ipv4(low))
          expect(counted.requests).toBeLessThanOrEqual(truth.requests)
          expect(counted.requests).toBeGreaterThanOrEqual(Math.min(SMALL_LIMIT, truth.requests))
          if (window.displaced === 0) expect(counted).toEqual(truth)
        }
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  it('judges on the record that crosses, before the next one, and prevents what follows in the same batch', () => {
    const { window, crossings } = build(() => decision('ban'))
    window.advance(1_000)
    const flood = Array.from(
      { length: 30 },
      (_, i): Row => ({ second: 1_000, millisecond: i, status: i < 20 ? 200 : 404, line: `r${i}` }),
    )
    window.count(batchOf(flood), 0, 30, 1_000)
    expect(crossings).toEqual([
      {
        source: ipv4(1),
        at: 1_000_009,
        window: 1,
        observed: 10,
        limit: 9,
        strict: false,
        requests60: 10,
        errors60: 0,
        known: 0,
        siteKnown: 0,
        features: null,
        studied: false,
        line: 'r9',
      },
    ])
    expect(window.totals).toEqual({ requests: 30, prevented: 20, preventedOk: 10, late: 0 })
    expect(window.busy.used).toBe(0)
    expect(window.seal(1_000)).toMatchObject({ requests: 0, condemned: 10, prevented: 20, requests60: 0 })
  })

  it('spares a source until the next seal and begins at nothing after a lift', () => {
    const { window, crossings } = build(() => decision(crossings.length > 2 ? 'ban' : 'observe'))
    const send = (second: number, count: number) => {
      window.advance(second)
      window.count(batchOf(Array.from({ length: count }, () => ({ second }))), 0, count, second)
    }
    send(1_000, 25)
    expect(crossings).toHaveLength(1)
    window.seal(998)
    send(1_001, 1)
    expect(crossings).toHaveLength(2)
    window.seal(999)
    send(1_002, 3)
    expect(crossings).toHaveLength(3)
    expect(window.totals.prevented).toBe(2)
    window.lift(ipv4(1))
    send(1_003, 9)
    expect(crossings).toHaveLength(3)
    expect(window.within60(ipv4(1)).requests).toBe(9)
  })

  it('adds late records to totals only', () => {
    const { window, crossings } = build(() => decision('ban'))
    window.advance(2_000)
    const batch = batchOf(Array.from({ length: 100 }, () => ({ second: 1_400, status: 500 })))
    for (let row = 0; row < 100; row++) window.late(batch, row)
    expect(crossings).toEqual([])
    expect(window.totals).toEqual({ requests: 100, prevented: 0, preventedOk: 0, late: 100 })
    expect(window.sources).toBe(1)
    expect(window.seal(1_999)).toMatchObject({ requests: 0, requests60: 0, methods: [0, 0, 0, 0, 0, 0, 0] })
  })

  it('prevents a source from its first request when it was banned before it was tracked', () => {
    const { window, banned } = build(() => decision('ban'))
    banned.add(`4 ${ipv4(9).low}`)
    window.advance(5)
    window.count(
      batchOf([
        { second: 5, source: ipv4(9) },
        { second: 5, source: ipv4(8) },
      ]),
      0,
      2,
      5,
    )
    expect(window.totals).toEqual({ requests: 2, prevented: 1, preventedOk: 1, late: 0 })
  })

  it('saturates a second at 65,535 requests', () => {
    const { window } = build(() => decision('observe'), { limits: NO_LIMITS })
    window.advance(100)
    const batch = batchOf(Array.from({ length: 128 }, () => ({ second: 100, status: 500 })))
    for (let i = 0; i < 520; i++) window.count(batch, 0, 128, 100)
    expect(window.within60(ipv4(1))).toEqual({ requests: 65_535, errors: 65_535 })
    window.advance(160)
    expect(window.within60(ipv4(1))).toEqual({ requests: 0, errors: 0 })
  })

  it('returns busy slots of sources that went quiet', () => {
    const { window } = build(() => decision('observe'), { limits: NO_LIMITS })
    window.advance(100)
    for (let low = 0; low < 500; low++) {
      window.count(batchOf(Array.from({ length: 9 }, () => ({ second: 100, source: ipv4(low) }))), 0, 9, 100)
    }
    expect(window.busy.used).toBe(500)
    for (let second = 101; second <= 165; second++) window.advance(second)
    expect(window.busy.used).toBe(0)
  })

  it('does not depend on batch borders when sources are evicted', () => {
    const log = Array.from(
      { length: 4_000 },
      (_, i): Row => ({ second: 100 + (i >> 8), source: ipv4((i * i * 7) % 1_601) }),
    )
    const outcomes = [128, 1, 37].map((size) => {
      const seen: Crossing[] = []
      const window = new TickWindow({
        limits: { ...LIMITS, plain: { 1: 9, 10: 9, 60: 9 } },
        judge: {
          judge(crossing) {
            seen.push(crossing)
            return decision('observe')
          },
          surge: () => false,
        },
        bans: { size: 0, isBanned: () => false },
        sources: 512,
      })
      for (let second = 100; second < 116; second++) {
        window.advance(second)
        const rows = log.filter((row) => row.second === second)
        for (let at = 0; at < rows.length; at += size) {
          const part = rows.slice(at, at + size)
          window.count(batchOf(part), 0, part.length, second)
        }
        window.seal(second - 1)
      }
      return { seen: seen.map((crossing) => [crossing.source.low, crossing.observed]), evicted: window.table.evictions }
    })
    expect(outcomes[0]!.evicted).toBeGreaterThan(500)
    expect(outcomes[1]).toEqual(outcomes[0])
    expect(outcomes[2]).toEqual(outcomes[0])
  })
})
