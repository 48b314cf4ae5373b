import { expect, it } from 'vitest'
import type { ReplayCost } from '../../../../src/domain/replay-lab.ts'
import { costWords, goodShare, onlyIn } from './lab-words.ts'

const COST: ReplayCost = {
  requests: 100_000,
  sources: 9,
  from: null,
  to: null,
  bans: 12,
  incidents: 1,
  prevented: 18_204,
  prevented_ok: 311,
  refused_lines: 0,
  elapsed: 12,
}

it('tells what limits would have cost in one sentence', () => {
  expect(costWords(COST)).toBe('12 bans would have kept out 18,204 requests; at most 311 of them were good.')
  expect(costWords({ ...COST, bans: 1, prevented: 1, prevented_ok: 0 })).toBe(
    '1 ban would have kept out 1 request; none of them was good.',
  )
  expect(costWords({ ...COST, prevented: 0, prevented_ok: 0 })).toBe('12 bans would have kept out 0 requests.')
  expect(costWords({ ...COST, bans: 0 })).toBe('Nobody would have been banned.')
  expect(costWords({ ...COST, requests: 0 })).toBe('No request was found in it.')
})

it('tells the share of good requests, of an empty log too', () => {
  expect(goodShare(COST)).toBeCloseTo(0.003_11)
  expect(goodShare({ ...COST, requests: 0 })).toBe(0)
})

it('tells whom only one of two would have banned, each once', () => {
  const result = (...addresses: string[]) =>
    ({ cost: COST, incidents: [], bans: addresses.map((address) => ({ address })) }) as never
  expect(onlyIn(result('192.0.2.1', '192.0.2.1', '192.0.2.2'), result('192.0.2.2', '192.0.2.3'))).toEqual(['192.0.2.1'])
})
