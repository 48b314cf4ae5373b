import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Decision } from '../../domain/decision.ts'
import { UNLIMITED } from '../../domain/limits.ts'
import { batchOf, ipv4, type Row } from './batch.fixture.ts'
import { BUSY, META, RING } from './source-entries.ts'
import { TableMemory } from './table-memory.ts'
import { TickWindow } from './tick-window.ts'

const LIMITS = {
  ...UNLIMITED,
  plain: { 1: 40, 10: 70, 60: 110 },
  strict: { 1: 20, 10: 30, 60: 50 },
  errorShare: 0.4,
}
const LATENESS = 10
/** Sources that are counted; the last one is strict. */
const SOURCES = 3

/** Windows with what they asked to be judged. */
function open(memory: TableMemory) {
  const told: unknown[] = []
  const window = new TickWindow({
    limits: LIMITS,
    judge: {
      judge: ({ source, window, observed, requests60, errors60, known }) => {
        told.push([source.low, window, observed, requests60, errors60, known])
        return { action: 'observe' } as Decision
      },
      surge: (surge) => {
        told.push(surge)
        return false
      },
    },
    bans: { size: 0, isBanned: () => false },
    sources: 65_536,
    memory,
  })
  return { window, told }
}

/** All that the busy slots say of each source. */
function stateOf({ window: { table, busy } }: ReturnType<typeof open>) {
  return Array.from({ length: table.count }, (_, id) => {
    const [words, base] = [table.entries.words(id), table.entries.base(id)]
    if (!(words[base + META]! & BUSY)) return null
    const slot = words[base + RING]!
    busy.advance(slot, table.now)
    const sums = [busy.requests(slot, 10), busy.requests(slot, 60), busy.errors(slot, 10), busy.errors(slot, 60)]
    const seconds = Array.from({ length: 60 }, (_, at) => [busy.requestsIn(slot, at), busy.errorsIn(slot, at)])
    return [...sums, busy.known(slot, table.now), seconds]
  })
}

const step = fc.record({
  // Mostly in fives: what leaves the window is then often there.
  passed: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(0, 5, 10) },
    { weight: 1, arbitrary: fc.constantFrom(1, 7, 30, 59, 600, 1_300) },
  ),
  late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LATENESS })),
  source: fc.integer({ min: 1, max: SOURCES }),
  times: fc.integer({ min: 1, max: 25 }),
  errors: fc.integer({ min: 0, max: 8 }),
})

it('counts the same with and without the kernel', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const [kernel, plain] = [open(TableMemory.open(8 << 20)), open(TableMemory.plain())]
      expect([kernel.window.table.kernel === null, plain.window.table.kernel === null]).toEqual([false, true])
      let now = 1_700_000_000
      for (const { window } of [kernel, plain]) window.advance(now)
      // The windows' own count of seconds is a multiple of five from here on.
      now += 4
      for (const { passed, late, source, times, errors } of steps) {
        now += passed
        const rows = Array.from({ length: times }, (_, i): Row => {
          return { second: now - late, source: ipv4(source), status: i < errors ? 404 : 200 }
        })
        for (const { window } of [kernel, plain]) {
          window.advance(now)
          window.count(batchOf(rows), 0, times, now - late)
          window.setStrict(ipv4(SOURCES), true)
        }
        expect(stateOf(kernel)).toEqual(stateOf(plain))
        expect(kernel.told).toEqual(plain.told)
        expect(kernel.window.totalOf(ipv4(source))).toBe(plain.window.totalOf(ipv4(source)))
      }
    }),
    { seed: 5, numRuns: 150 },
  )
})

it('empties a slot that nobody came by for a minute', () => {
  const [kernel, plain] = [open(TableMemory.open(32 << 20)), open(TableMemory.plain())]
  // More than a minute of sweeping gets round to.
  const sources = 30_000
  for (const { window } of [kernel, plain]) {
    let now = 1_700_000_000
    const send = (times: number, stay: number) => {
      window.advance(now)
      for (let source = 1; source <= sources; source++) {
        const rows = Array.from(
          { length: times },
          (_, i): Row => ({ second: now, source: ipv4(source), status: 200 + 200 * (i & 1) }),
        )
        window.count(batchOf(rows), 0, times, now)
      }
      now += stay
    }
    send(12, 110)
    send(1, 0)
  }
  const states = stateOf(kernel)
  expect(states.filter((state) => state !== null).length).toBeGreaterThan(400)
  expect(states).toEqual(stateOf(plain))
})
