import { describe, expect, it } from 'vitest'
import { hashSeed } from '../../lib/hash.ts'
import { batchOf, ipv4 } from './batch.fixture.ts'
import { KnownSources } from './known-sources.ts'
import { KnownSweep, PASS } from './known-sweep.ts'
import { BANNED, LAST_SEEN } from './source-entries.ts'
import { SourceTable } from './source-table.ts'
import { TableMemory } from './table-memory.ts'

const HALF_DAY = 43_200
const SOURCES = 100

/** A table with SOURCES of them, last seen at the tick at hand; the fourth is banned. */
function rig() {
  const bans = { size: 0, isBanned: () => false }
  const table = new SourceTable({
    capacity: 4_096,
    seed: hashSeed(0),
    bans,
    forget() {},
    memory: TableMemory.plain(),
  })
  table.now = 100_000
  table.locate(batchOf(Array.from({ length: SOURCES }, (_, i) => ({ second: 0, source: ipv4(i) }))), 0, SOURCES)
  table.flag(ipv4(3), BANNED, true)
  const known = new KnownSources(hashSeed(0))
  known.advance(HALF_DAY)
  return { table, known, sweep: new KnownSweep(table.entries, known) }
}

const isKnown = (known: KnownSources, i: number) => known.isKnown(4, 0, ipv4(i).low)

describe('KnownSweep', () => {
  it.each([1, 7, PASS])('comes to every source within an hour of steps of %d s, but to no banned one', (step) => {
    const { table, known, sweep } = rig()
    for (let second = 0; second < PASS; second += step) sweep.advance(table.now + second, step)
    known.advance(3 * HALF_DAY)
    for (let i = 0; i < SOURCES; i++) expect(isKnown(known, i)).toBe(i !== 3)
  })

  it('leaves out who was not here for two hours', () => {
    const { table, known, sweep } = rig()
    const slot = table.find(ipv4(9))
    table.entries.words(slot)[table.entries.base(slot) + LAST_SEEN]! -= 2 * PASS + 1
    sweep.advance(table.now, PASS)
    known.advance(3 * HALF_DAY)
    expect([isKnown(known, 8), isKnown(known, 9)]).toEqual([true, false])
  })
})
