import { describe, expect, it } from 'vitest'
import type { SourceKey } from '../../domain/source.ts'
import { sourceOf } from './ban.fixture.ts'
import { Tightened } from './tightened.ts'

const SCANNER = '203.0.113.20'
const surge = (address: string, at = 1_000) => ({
  source: sourceOf(address),
  at,
  requests60: 10,
  errors60: 5,
  limit: 0.06,
})

function build() {
  const within = { requests: 20, errors: 12 }
  const strict: [number, boolean][] = []
  const tightened = new Tightened({
    setStrict: (source: SourceKey, on) => strict.push([source.low, on]),
    within60: () => within,
  })
  return { tightened, within, strict }
}

describe('Tightened', () => {
  it('holds a source for as long as its share of errors does, and remembers the worst of it', () => {
    const { tightened, within, strict } = build()
    expect(tightened.add(surge(SCANNER))).toBe(true)
    tightened.review(2_000, 0.06)
    expect(tightened.of(SCANNER)).toEqual({ since: 1_000, until: null, requests: 20, errors: 12, limit: 0.06 })
    within.errors = 1
    tightened.review(3_000, 0.06)
    expect(tightened.of(SCANNER)).toMatchObject({ until: 3_000, errors: 12 })
    expect(tightened.size).toBe(0)
    expect(strict).toEqual([[sourceOf(SCANNER).low, false]])
  })

  it('lets go of a source that fell silent, or was banned', () => {
    const { tightened, within } = build()
    tightened.add(surge(SCANNER))
    tightened.add(surge('203.0.113.21'))
    tightened.drop('203.0.113.21', 1_500)
    within.requests = 9
    within.errors = 9
    tightened.review(2_000, 0.06)
    expect(tightened.size).toBe(0)
    expect(tightened.of('203.0.113.21')).toMatchObject({ until: 1_500 })
    expect(tightened.of('203.0.113.22')).toBeUndefined()
  })

  it('holds 10,000 sources and no more', () => {
    const { tightened } = build()
    for (let i = 0; i < 10_000; i++) tightened.add({ ...surge(SCANNER), source: { kind: 4, high: 0, low: i } })
    expect(tightened.add(surge(SCANNER))).toBe(false)
    expect(tightened.size).toBe(10_000)
  })
})
