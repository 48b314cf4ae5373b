import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SourceKey } from '../../domain/source.ts'
import { hashSeed } from '../../lib/hash.ts'
import { ipv4, ipv6 } from './batch.fixture.ts'
import { KnownSources, OFFENDERS } from './known-sources.ts'

const HOUR = 3_600
const DAY = 86_400
/** A Thursday, 00:00, the first half day of a week as they are counted. */
const START = Math.floor(1_772_000_000 / (7 * DAY)) * 7 * DAY
const ANA = ipv4(1)
const BEN = ipv4(2)

function knownAt(known: KnownSources, second: number, source: SourceKey): boolean {
  known.advance(second)
  return known.isKnown(source.kind, source.high, source.low)
}

function see(known: KnownSources, second: number, source: SourceKey): void {
  known.advance(second)
  known.noteSeen(source.kind, source.high, source.low)
}

const memory = () => new KnownSources(hashSeed(0))

describe('KnownSources', () => {
  it('knows the visitor of yesterday when he comes back today', () => {
    const known = memory()
    see(known, START + 20 * HOUR, ANA)
    expect(knownAt(known, START + 23 * HOUR, ANA)).toBe(false)
    expect(known.standing(ANA, 1)).toBe('new')
    expect(knownAt(known, START + DAY + 20 * HOUR, ANA)).toBe(true)
    expect(known.standing(ANA, 1)).toBe('known')
    expect(known.isKnown(BEN.kind, BEN.high, BEN.low)).toBe(false)
  })

  it('forgets on request that a source offended, or stands for many people, and leaves others alone', () => {
    const known = memory()
    for (const source of [ANA, BEN]) {
      for (let hour = 0; hour < 48; hour++) {
        known.advance(START + hour * HOUR)
        known.noteAgents(source, 40)
      }
    }
    expect(known.agentsOf(ANA)).toBe(40)
    known.forget(ANA)
    expect([known.agentsOf(ANA), known.agentsOf(BEN)]).toEqual([0, 40])
    known.spoil(ANA)
    known.spoil(BEN)
    known.forget(ANA)
    expect([known.isOffender(ANA), known.isOffender(BEN)]).toEqual([false, true])
    expect(KnownSources.fromBytes(known.toBytes())!.isOffender(ANA)).toBe(false)
  })

  it('does not know in the morning who came at midnight', () => {
    const known = memory()
    see(known, START + DAY - 1, ANA)
    for (let hour = 0; hour < 12; hour++) {
      see(known, START + DAY + hour * HOUR, ANA)
      expect(knownAt(known, START + DAY + hour * HOUR, ANA)).toBe(false)
    }
    expect(knownAt(known, START + DAY + 12 * HOUR, ANA)).toBe(true)
  })

  it('forgets nobody within a week, and everybody after fifteen days', () => {
    const source = fc.oneof(fc.integer({ min: 0, max: 30 }).map(ipv4), fc.integer({ min: 0, max: 30 }).map(ipv6))
    const visits = fc.array(fc.tuple(source, fc.integer({ min: 1, max: 3 * DAY })), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(visits, (script) => {
        const known = memory()
        const seen = new Map<string, { source: SourceKey; at: number[] }>()
        let now = START + 5 * HOUR
        for (const [who, gap] of script) {
          now += gap
          known.advance(now)
          for (const { source: other, at } of seen.values()) {
            const ages = at.map((second) => now - second)
            const is = known.isKnown(other.kind, other.high, other.low)
            if (ages.some((age) => age >= DAY && age <= 7 * DAY)) expect(is).toBe(true)
            if (ages.every((age) => age < DAY / 2 || age > 15 * DAY)) expect(is).toBe(false)
          }
          see(known, now, who)
          const name = JSON.stringify(who)
          seen.set(name, { source: who, at: [...(seen.get(name)?.at ?? []), now] })
        }
      }),
      { seed: 1, numRuns: 40 },
    )
  })

  it('takes a ban as the end of two weeks of good name, and a pardon as none', () => {
    const known = memory()
    for (let day = 0; day < 20; day++) for (const who of [ANA, BEN]) see(known, START + day * DAY, who)
    for (const who of [ANA, BEN]) known.spoil(who)
    known.pardon(BEN)
    for (let day = 20; day < 36; day++) {
      for (const who of [ANA, BEN]) see(known, START + day * DAY, who)
      expect(known.isKnown(BEN.kind, BEN.high, BEN.low)).toBe(true)
      expect(known.isKnown(ANA.kind, ANA.high, ANA.low)).toBe(day >= 33)
    }
  })

  it('tells a gateway from many agents over an hour, until it is banned', () => {
    const known = memory()
    known.advance(START)
    expect(known.standing(ANA, 25)).toBe('new')
    known.advance(START + HOUR)
    expect(known.standing(ANA, 3)).toBe('new')
    expect(known.standing(ANA, 11)).toBe('gateway')
    expect(known.agentsOf(ANA)).toBe(25)
    known.spoil(ANA)
    expect(known.standing(ANA, 25)).toBe('new')
  })

  it('keeps its memory when the clock is set back or leaps, and clears it after weeks of nothing', () => {
    const known = memory()
    see(known, START, ANA)
    expect(knownAt(known, START + 2 * DAY, ANA)).toBe(true)
    expect(knownAt(known, START - 30 * DAY, ANA)).toBe(true)
    expect(knownAt(known, START - 29 * DAY, ANA)).toBe(true)
    expect(knownAt(known, START + 400 * DAY, ANA)).toBe(false)
  })

  it('remembers as many offenders as it may, the latest', () => {
    const known = memory()
    known.advance(START)
    for (let i = 0; i <= OFFENDERS; i++) known.spoil(ipv6(i))
    expect(known.offenders.size).toBe(OFFENDERS)
    expect(known.standing(ipv6(OFFENDERS), 0)).toBe('new')
  })

  it('is the same after it was written and read', () => {
    const known = memory()
    for (let i = 0; i < 300; i++) see(known, START + i * HOUR, ipv4(i % 40))
    for (const hour of [300, 302]) {
      known.advance(START + hour * HOUR)
      known.standing(ipv4(50), 14)
    }
    known.spoil(ipv4(3))
    const copy = KnownSources.fromBytes(known.toBytes())!
    for (const each of [known, copy]) each.advance(START + 320 * HOUR)
    const all = Array.from({ length: 60 }, (_, i) => ipv4(i))
    expect(all.map((source) => copy.standing(source, 0))).toEqual(all.map((source) => known.standing(source, 0)))
    expect(new Set(all.map((source) => copy.standing(source, 0)))).toEqual(new Set(['new', 'known', 'gateway']))
    expect(Buffer.compare(copy.toBytes(), known.toBytes())).toBe(0)
    expect(known.toBytes().length, 'few sources take few bytes').toBeLessThan(10_000)
    const other = memory()
    expect(other.take(copy)).toBe(true)
    expect(all.map((source) => other.standing(source, 0))).toEqual(all.map((source) => known.standing(source, 0)))
    expect(new KnownSources(hashSeed(1)).take(copy)).toBe(false)
  })

  it('takes nothing from bytes that are something else', () => {
    const bytes = memory().toBytes()
    expect(KnownSources.fromBytes(bytes.subarray(0, bytes.length - 1))).toBeNull()
    expect(KnownSources.fromBytes(new Uint8Array(10))).toBeNull()
    bytes[0]! ^= 2
    expect(KnownSources.fromBytes(bytes)).toBeNull()
  })
})
