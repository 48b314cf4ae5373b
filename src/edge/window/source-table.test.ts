import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BanReader } from '../../domain/ports.ts'
import type { SourceKey } from '../../domain/source.ts'
import { hashSeed } from '../../lib/hash.ts'
import { batchOf, ipv4, ipv6 } from './batch.fixture.ts'
import { BANNED, BUSY, LAST_SEEN, STRICT, WATCHED } from './source-entries.ts'
import { SourceTable } from './source-table.ts'
import { TableMemory } from './table-memory.ts'

const NOBODY: BanReader = { size: 0, isBanned: () => false }

function table(
  options: { capacity?: number; index?: number; bans?: BanReader; forgotten?: number[]; memory?: TableMemory } = {},
) {
  const { capacity = 4_096, index = 16, bans = NOBODY, forgotten = [], memory } = options
  return new SourceTable({
    capacity,
    seed: hashSeed(0),
    bans,
    forget: (slot) => forgotten.push(slot),
    smallestIndex: index,
    ...(memory && { memory }),
  })
}

function locate(sources: SourceTable, keys: readonly SourceKey[]): number[] {
  const batch = batchOf(keys.map((source) => ({ second: 0, source })))
  sources.locate(batch, 0, keys.length)
  return [...sources.slots.subarray(0, keys.length)]
}

const text = (key: SourceKey) => `${key.kind} ${key.high} ${key.low}`
const key = fc.oneof(
  fc.integer({ min: 0, max: 900 }).map(ipv4),
  fc.integer({ min: 0, max: 300 }).map(ipv6),
  fc.constantFrom<SourceKey>({ kind: 4, high: 0, low: 0 }, { kind: 6, high: 0, low: 0 }),
)
const batches = fc.array(fc.array(key, { minLength: 1, maxLength: 256 }), { minLength: 1, maxLength: 40 })

describe('SourceTable', () => {
  it.each([
    ['with', true],
    ['without', false],
  ])('gives each source its own slot for good while it grows, %s the kernel', (_, withKernel) => {
    fc.assert(
      fc.property(batches, (script) => {
        const sources = table({ memory: withKernel ? TableMemory.open(8 << 20) : TableMemory.plain() })
        expect(sources.kernel !== null).toBe(withKernel)
        const known = new Map<string, number>()
        for (const keys of script) {
          locate(sources, keys).forEach((slot, row) => {
            const name = text(keys[row]!)
            expect(known.get(name) ?? slot).toBe(slot)
            known.set(name, slot)
            expect(sources.keyOf(slot)).toEqual(keys[row])
          })
        }
        expect(new Set(known.values()).size).toBe(known.size)
        expect(sources.count).toBe(known.size)
        for (const keys of script) for (const one of keys) expect(sources.find(one)).toBe(known.get(text(one)))
        expect(sources.find(ipv4(5_000))).toBe(-1)
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('drops a source at once and keeps all others, also while the index grows and at its capacity', () => {
    fc.assert(
      fc.property(batches, fc.array(key, { minLength: 1, maxLength: 40 }), (script, dropped) => {
        const forgotten: number[] = []
        const sources = table({ forgotten, capacity: 600 })
        const known = new Map<string, number>()
        for (const [round, keys] of script.entries()) {
          sources.now += 100
          const before = forgotten.length
          const slots = locate(sources, keys)
          const gone = new Set(forgotten.slice(before))
          for (const [name, slot] of known) if (gone.has(slot)) known.delete(name)
          for (const [row, slot] of slots.entries()) known.set(text(keys[row]!), slot)
          const one = dropped[round % dropped.length]!
          sources.drop(one)
          known.delete(text(one))
          expect(sources.find(one)).toBe(-1)
          for (const each of keys) expect(sources.find(each)).toBe(known.get(text(each)) ?? -1)
        }
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('at its capacity forgets one source for each new one, never one of the same batch, also while the index grows', () => {
    fc.assert(
      fc.property(
        batches,
        fc.constantFrom(512, 600, 800),
        fc.constantFrom(16, 512, 1_024),
        (script, capacity, index) => {
          const forgotten: number[] = []
          const sources = table({ capacity, index, forgotten })
          const known = new Map<number, string>()
          for (const keys of script) {
            sources.now++
            const before = forgotten.length
            const slots = locate(sources, keys)
            for (const slot of forgotten.slice(before)) known.delete(slot)
            slots.forEach((slot, row) => {
              expect(sources.keyOf(slot)).toEqual(keys[row])
              known.set(slot, text(keys[row]!))
            })
            expect(sources.count).toBeLessThanOrEqual(capacity)
            expect(known.size).toBe(sources.count)
          }
          expect(sources.evictions).toBe(forgotten.length)
          for (const [slot, name] of known) {
            expect(text(sources.keyOf(slot))).toBe(name)
            expect(sources.find(sources.keyOf(slot))).toBe(slot)
          }
          for (let low = 0; low <= 900; low++) {
            const slot = sources.find(ipv4(low))
            expect(slot >= 0).toBe([...known.values()].includes(text(ipv4(low))))
          }
        },
      ),
      { seed: 2, numRuns: 25 },
    )
  })

  it('lets the stalest go and suspects last', () => {
    const sources = table({ capacity: 512 })
    const everyone = Array.from({ length: 512 }, (_, low) => ipv4(low))
    const slots = [...locate(sources, everyone.slice(0, 256)), ...locate(sources, everyone.slice(256))]
    sources.now = 1_000
    slots.forEach((slot, at) => {
      sources.entries.words(slot)[sources.entries.base(slot) + LAST_SEEN] = at < 64 ? at : 990
    })
    sources.entries.setMeta(slots[0]!, STRICT)
    sources.entries.setMeta(slots[1]!, BANNED)
    sources.entries.setMeta(slots[2]!, BUSY)
    locate(sources, [ipv4(1_000)])
    expect(sources.find(everyone[0]!)).toBe(slots[0])
    expect(sources.find(everyone[1]!)).toBe(slots[1])
    // Busy, but quiet for more than 60 s: no suspect.
    expect(sources.find(everyone[2]!)).toBe(-1)
    expect(sources.find(everyone[3]!)).toBe(slots[3])
  })

  it('flags a source that is banned or watched when it appears, and asks only while somebody is banned', () => {
    let asked = 0
    const bans = {
      size: 0,
      isBanned(source: SourceKey) {
        asked++
        return source.low === ipv4(7).low
      },
    }
    const sources = table({ bans })
    locate(sources, [ipv4(1)])
    expect(asked).toBe(0)
    bans.size = 1
    sources.watch(ipv4(8))
    const [seven, eight] = locate(sources, [ipv4(7), ipv4(8), ipv4(7)])
    expect(asked).toBe(2)
    expect(sources.entries.meta(seven!) & BANNED).toBe(BANNED)
    expect(sources.entries.meta(eight!) & WATCHED).toBe(WATCHED)
  })

  it('needs no more than 64 bytes for each quiet source once there are many', () => {
    const sources = table({ capacity: 400_000, index: 128 * 1_024 })
    let worst = 0
    for (let low = 0; low < 400_000; low += 125) {
      locate(
        sources,
        Array.from({ length: 125 }, (_, i) => ipv4(low + i)),
      )
      // Segments of 32 Ki entries are not yet amortized below this.
      if (sources.count >= 200_000) worst = Math.max(worst, sources.bytes / sources.count)
    }
    expect(sources.count).toBe(400_000)
    expect(worst).toBeLessThanOrEqual(64)
  })

  it('refuses a capacity that cannot work', () => {
    expect(() => table({ capacity: 255 })).toThrow(RangeError)
    expect(() => table({ capacity: 16 * 1_024 * 1_024 - 1 })).toThrow(RangeError)
  })
})
