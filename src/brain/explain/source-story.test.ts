import { describe, expect, it } from 'vitest'
import type { Ban } from '../../domain/ban.ts'
import type { SparedBecause } from '../../domain/decision.ts'
import { proxyAdvice } from './proxy-advice.ts'
import { reasonText, sparedText } from './reason.ts'
import { type SourceStory, tellSource } from './source-story.ts'

const evidence = {
  detector: 'ceiling',
  observed: 301,
  expected: null,
  limit: 300,
  unit: 'requests',
  window: 1,
  baseline: null,
  lines: ['GET /a?token=… HTTP/1.1'],
}
const ban = {
  at: 60_000,
  until: 660_000,
  offence: 1,
  evidence,
  reason: reasonText('source-flood', evidence),
} as unknown as Ban
const story: SourceStory = {
  address: '203.0.113.10',
  seen: {
    requests: 1_200,
    errors: 7,
    prevented: 0,
    first: 0,
    last: 90,
  },
  closest: [
    { window: 1, requests: 299, second: 61, limit: 300 },
    { window: 10, requests: 500, second: 65, limit: 1_000 },
  ],
  tightened: undefined,
  bans: [],
  spared: undefined,
  nearest: undefined,
  recompute: () => null,
  protection: undefined,
}
const tell = (change: Partial<SourceStory>) => tellSource({ ...story, ...change }, (at) => `T${at / 1_000}`)

describe('reasons', () => {
  it('are one sentence with the numbers', () => {
    expect(reasonText('source-flood', evidence)).toBe('301 requests in 1 s; the ceiling for one source is 300 in 1 s.')
    expect(reasonText('traffic-surge', { ...evidence, observed: 1_001.26, limit: 1_000, window: 10 })).toBe(
      '1,001.3 requests in 10 s; the ceiling for the site is 1,000 in 10 s.',
    )
  })

  it.each<[SparedBecause, string]>([
    [{ why: 'already-banned' }, 'banned already'],
    [{ why: 'protected', range: '10.0.0.0/8', list: 'protect.private' }, '10.0.0.0/8 is protected (protect.private)'],
    [{ why: 'too-few-requests', needed: 20 }, 'at least 20 requests'],
    [{ why: 'bans-a-minute', limit: 1_000 }, '1,000 bans were made in that minute'],
    [{ why: 'bans-in-force', limit: 100_000 }, '100,000 bans were in force'],
    [{ why: 'brake', share: 0.2 }, 'its own share was 20 %'],
    [{ why: 'proxy', share: 0.873 }, 'carries 87.3 % of what known visitors sent'],
    [{ why: 'cdn', name: 'cloudflare' }, 'belongs to cloudflare, a CDN'],
  ])('for sparing a source: %j', (because, words) => expect(sparedText(because)).toContain(words))

  it('for sparing a proxy tell what to set', () => {
    expect(proxyAdvice('192.0.2.1', { why: 'proxy', share: 0.9 })).toMatch(
      /192\.0\.2\.1 .* carries 90 % .* trusted_proxies: \["192\.0\.2\.1"\] .*x_forwarded_for.*realip/,
    )
    expect(proxyAdvice('192.0.2.1', { why: 'cdn', name: 'fastly' })).toMatch(/belongs to fastly.*\["@fastly"\]/)
    expect(proxyAdvice('192.0.2.1', { why: 'protected', range: '192.0.2.1', list: 'trusted_proxies' })).toMatch(
      /192\.0\.2\.1 is a trusted proxy.*do not say who its clients are\. Log what.*format:/,
    )
    expect(proxyAdvice('192.0.2.1', { why: 'protected', range: '192.0.2.1', list: 'allow' })).toBeNull()
    expect(proxyAdvice('192.0.2.1', { why: 'already-banned' })).toBeNull()
  })
})

describe('tellSource', () => {
  it('says when the log holds no line of the source', () => {
    expect(tell({ seen: null })).toEqual(['203.0.113.10 does not occur in this log, so there was nothing to decide.'])
  })

  it('says how close a source came that was not banned', () => {
    expect(tell({})).toEqual([
      '203.0.113.10 sent 1,200 requests between T0 and T90; 7 of those judged were answered with an error.',
      'Not banned: it never went over a limit.',
      '  closest with 299 requests in 1 s (at T61), 99 % of the limit of 300 then',
      '  closest with 500 requests in 10 s (at T65), 50 % of the limit of 1,000 then',
    ])
  })

  it('says when, why and how long a source was banned, with a line of the log', () => {
    expect(
      tell({ bans: [ban, { ...ban, at: 700_000, until: null, offence: 2 }], seen: { ...story.seen!, prevented: 99 } }),
    ).toEqual([
      '203.0.113.10 sent 1,299 requests between T0 and T90; 7 of those judged were answered with an error.',
      'Banned at T60 until T660 (offence 1): 301 requests in 1 s; the ceiling for one source is 300 in 1 s.',
      '  detector ceiling, observed 301 requests in 1 s, limit 300, no baseline',
      '  GET /a?token=… HTTP/1.1',
      'Banned at T700 permanently (offence 2): 301 requests in 1 s; the ceiling for one source is 300 in 1 s.',
      '  detector ceiling, observed 301 requests in 1 s, limit 300, no baseline',
      '  GET /a?token=… HTTP/1.1',
      '99 of its requests came while it was banned and would have been prevented.',
    ])
  })

  it('says with which baseline, and since when the source was held to strict limits', () => {
    const judged = {
      ...{
        detector: 'z-score',
        observed: 12.02,
        expected: 5.1,
        limit: 11.97,
        unit: 'requests/s',
        window: 60,
        lines: [],
      },
      baseline: { mean: 5.1, stddev: 2.29, samples: 1_800, age: 1_799 },
    }
    const lines = tell({
      bans: [{ ...ban, evidence: judged, reason: reasonText('source-flood', judged) }],
      tightened: { since: 30_000, until: null, requests: 40, errors: 20, limit: 0.06 },
    })
    expect(lines.slice(1)).toEqual([
      'Held to strict limits from T30 and still is: 20 of its 40 requests in 60 s were errors, more than 6 %.',
      "Banned at T60 until T660 (offence 1): 12.02 requests/s over 60 s; the z-score limit for one source is 11.97 requests/s (the site's mean of 30 minutes is 5.1 requests/s, its deviation 2.3).",
      '  detector z-score, observed 12 requests/s in 60 s, limit 12, expected 5.1 (mean of 1,800 samples over 30 minutes, deviation 2.3)',
    ])
  })

  it('says what each piece of evidence counted, and whether it can be reckoned anew', () => {
    const parts = [
      { name: 'rate', observed: 412, expected: 80, unit: 'requests', nats: 33.05 },
      { name: 'assets', observed: 0.1, expected: 0.8, unit: 'of the requests', nats: -1.6 },
    ]
    const weighed = { ...evidence, parts, nats: 31.45, needed: 13.8, text: '412 requests in 60 s to one page.' }
    const guilty = { ...ban, kind: 'source-flood', evidence: weighed, reason: weighed.text } as const
    const told = (again: ReturnType<SourceStory['recompute']>) => tell({ bans: [guilty], recompute: () => again })
    expect(told({ kind: 'source-flood', nats: 31.45 }).slice(1)).toEqual([
      'Banned at T60 until T660 (offence 1): 412 requests in 60 s to one page.',
      '  31.5 nats of evidence, 13.8 needed:',
      '    +33.1  rate: 412 requests, expected 80 requests',
      '    −1.6  assets: 0.1 of the requests, expected 0.8 of the requests',
      '  Reckoned anew from what the ban carries: the same.',
      '  GET /a?token=… HTTP/1.1',
    ])
    expect(told({ kind: 'source-flood', nats: 30 })[5]).toContain(
      'it is source-flood with 30 nats: the record was changed',
    )
    expect(told(null)[5]).toContain('cannot be reckoned anew')
    const nearest = { at: 70_000, evidence: { ...weighed, nats: 9.2 } }
    expect(tell({ nearest, spared: { why: 'little-evidence', nats: 3, needed: 13.8 } }).slice(1)).toEqual([
      'Not banned although it went over a limit: what is known of it comes to 3 nats, and a ban needs 13.8.',
      '  closest at T70: 412 requests in 60 s to one page.',
      '    9.2 nats of evidence, 13.8 needed:',
      '      +33.1  rate: 412 requests, expected 80 requests',
      '      −1.6  assets: 0.1 of the requests, expected 0.8 of the requests',
    ])
  })

  it('names the list that protects a source, and what else spared it', () => {
    expect(tell({ spared: { why: 'protected', range: '203.0.113.0/24', list: 'allow' } })).toContain(
      'Not banned although it went over a limit: 203.0.113.0/24 is protected (allow).',
    )
    expect(tell({ spared: { why: 'too-few-requests', needed: 20 } })[1]).toBe(
      'Not banned although it went over a limit: a ban needs at least 20 requests of its own in 60 s.',
    )
    expect(tell({ protection: { cidr: '203.0.113.0/24', list: 'allow' } }).at(-1)).toBe(
      'It could not be banned anyway: 203.0.113.0/24 is protected (allow).',
    )
  })
})
