import { describe, expect, it } from 'vitest'
import type { SourceVerdict } from '../../domain/source-verdict.ts'
import { sourceVerdictText } from './source-words.ts'

const part = (name: string, nats: number) => ({ name, observed: 1, expected: 0, unit: '', nats })
const verdict: SourceVerdict = {
  ...{ behaviour: 'flood', kind: 'source-flood', nats: 31.04, needed: 13.8155, requests: 1_412, minimum: 20 },
  parts: [part('rate-60', 22), part('one-endpoint', 2.5), part('assets', 2), part('referrers', 1.5), part('tool', 0.5)],
  ...{ observed: 1_412, expected: 240, limit: 390, unit: 'requests', window: 60 },
}

describe('a verdict in words', () => {
  it('is one sentence with what counts and how much', () => {
    expect(sourceVerdictText(verdict)).toBe(
      '1,412 requests in 60 s, nearly all to one page, no pictures or scripts, no referrer; a visitor of this kind sends up to 240: 31 nats, 13.8 needed.',
    )
  })

  it('also says what speaks for the source', () => {
    const parts = [part('distinct-missing', 20), part('assets', -4), part('other-requests', -9)]
    const scan = {
      kind: 'source-scan',
      unit: 'different missing paths',
      window: 7_200,
      observed: 12,
      expected: 7,
    } as const
    expect(sourceVerdictText({ ...verdict, ...scan, parts, nats: 7 })).toBe(
      '12 different missing paths in 120 minutes, but it loads pictures and scripts and it does other things too; a broken page explains 7: 7 nats, 13.8 needed.',
    )
  })

  it('names the group', () => {
    expect(sourceVerdictText({ ...verdict, kind: 'distributed-flood' })).toContain(
      'together with many others that do the same',
    )
  })
})
