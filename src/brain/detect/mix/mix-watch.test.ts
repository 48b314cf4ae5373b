import { beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../../domain/finding.ts'
import type { TickSummary } from '../../../domain/tick-summary.ts'
import { Random } from '../../../lib/random.ts'
import { type MixInputs, MixWatch } from './mix-watch.ts'
import { PeakLimit } from './peak-limit.ts'

const GET = 0
const PUT = 3
const BLANK: TickSummary = {
  second: 0,
  requests: 0,
  errors: 0,
  redirects: 0,
  clientErrors: 0,
  serverErrors: 0,
  notFound: 0,
  bytes: 0,
  methods: [],
  prevented: 0,
  condemned: 0,
  requests10: 0,
  errors10: 0,
  requests60: 0,
  errors60: 0,
  condemned60: 0,
  clientErrors60: 0,
  serverErrors60: 0,
  notFound60: 0,
  methods60: [],
  clients60: 0,
  latencyP99: null,
  endpoints: [],
  sources: 0,
  study: null,
  spread: 0,
  missedBy: 0,
  refusedBy: 0,
  latencies: [],
}

/** What comes beside the usual in one second: requests of a method to an endpoint. */
interface Extra {
  readonly method: number
  readonly bucket: number
  readonly requests: number
}

/** A site, second by second, with exact windows of 60 s. */
class Site {
  readonly watch = new MixWatch()
  readonly findings: Finding[] = []
  readonly #random: Random
  readonly #rate: number
  readonly #past: Extra[][] = []
  #second = 0
  #condemned = 0

  constructor(rate: number, seed: number) {
    this.#rate = rate
    this.#random = new Random(seed)
  }

  /** Returns the findings. */
  run(seconds: number, extra?: (second: number) => readonly Extra[], condemned = 0, learns = true): Finding[] {
    const found: Finding[] = []
    this.#condemned = condemned
    for (let i = 0; i < seconds; i++) {
      this.#past.push([...this.#usual(), ...(extra?.(i) ?? [])])
      if (this.#past.length > 60) this.#past.shift()
      const tick = this.#second % 10 === 9 ? this.#tick() : { ...BLANK, second: this.#second }
      found.push(...this.watch.see(tick, tick.second * 1_000 + 2_000, learns))
      this.#second++
    }
    return found
  }

  #usual(): Extra[] {
    const random = this.#random
    const requests: Extra[] = []
    for (let at = random.gap(1 / this.#rate); at < 1; at += random.gap(1 / this.#rate)) {
      const method = random.next() < 0.9 ? GET : random.next() < 0.8 ? 1 : 2
      requests.push({ method, bucket: Math.floor(30 * random.next() ** 2), requests: 1 })
    }
    return requests
  }

  #tick(): TickSummary {
    const methods60 = [0, 0, 0, 0, 0, 0, 0]
    const buckets = new Map<number, number>()
    let requests60 = 0
    for (const { method, bucket, requests } of this.#past.flat()) {
      methods60[method]! += requests
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + requests)
      requests60 += requests
    }
    const endpoints = [...buckets]
      .map(([bucket, requests]) => ({ bucket, requests }))
      .sort((a, b) => b.requests - a.requests)
      .slice(0, 64)
    const condemned60 = Math.min(requests60, this.#condemned)
    return { ...BLANK, second: this.#second, requests60: requests60 - condemned60, condemned60, methods60, endpoints }
  }
}

const kinds = (findings: readonly Finding[]) => [...new Set(findings.map(({ kind }) => kind))].sort()
const uploads = (requests: number) => () => [{ method: PUT, bucket: 700, requests }]

describe('MixWatch', () => {
  let site: Site
  beforeEach(() => {
    site = new Site(5, 1)
    expect(site.run(3_600)).toEqual([])
  })

  it('tells within half a minute when a method that was rare becomes the most of all', () => {
    const found = site.run(40, uploads(15))
    expect(kinds(found)).toEqual(['endpoint-share', 'method-mix'])
    const { evidence } = found.findLast(({ kind }) => kind === 'method-mix')!
    expect(evidence.text).toMatch(/^[67]\d % of requests in the last minute were PUT, usually 0\.\d %$/)
    expect(evidence.parts![0]).toMatchObject({ name: 'PUT', unit: '% of requests' })
    expect(evidence.nats).toBeGreaterThan(evidence.needed!)
    const endpoint = found.find(({ kind }) => kind === 'endpoint-share')!.evidence
    expect((endpoint.inputs as MixInputs).key).toBe(700)
    expect(endpoint.parts![0]!.name).toBe('endpoint 700')
  })

  it('goes on while it lasts and ends with it', () => {
    const during = site.run(600, uploads(15))
    expect(during.length).toBeGreaterThan(100)
    expect(site.run(60).length).toBeLessThan(12)
    expect(site.run(600)).toEqual([])
  })

  it('takes for normal what has gone on for a quarter of an hour', () => {
    site.run(1_200, uploads(15))
    expect(site.run(1_800, uploads(15))).toEqual([])
  })

  it('is silent on what one visitor may do in a minute, at any time', () => {
    const backlog = (second: number) => (second < 60 ? [{ method: PUT, bucket: 500, requests: 2.5 }] : [])
    const gallery = (second: number) => (second < 6 ? [{ method: GET, bucket: 501, requests: 25 }] : [])
    expect(site.run(600, backlog)).toEqual([])
    expect(site.run(600, gallery)).toEqual([])
  })

  it('learns bursts that come again and again', () => {
    const calm = new Site(5, 2)
    const burst = (second: number) => (second % 300 < 10 ? [{ method: PUT, bucket: 500, requests: 25 }] : [])
    calm.run(2_400, burst)
    expect(calm.run(4 * 3_600, burst)).toEqual([])
  })

  it('does not blame the mix for what sources sent that were banned since', () => {
    expect(site.run(60, uploads(15), 900)).toEqual([])
  })

  it('says nothing of a night with few requests, before ten minutes have passed, or without learning', () => {
    expect(new Site(0.5, 3).run(3_600, uploads(0.4))).toEqual([])
    expect(new Site(5, 4).run(599, (second) => (second < 400 ? [] : uploads(20)()))).toEqual([])
    expect(new Site(5, 5).run(3_600, (second) => (second < 1_800 ? [] : uploads(20)()), 0, false)).toEqual([])
  })

  it('forgets', () => {
    site.watch.forget()
    expect(site.run(500, uploads(15))).toEqual([])
  })
})

describe('clean traffic', () => {
  it.each([3, 40])(
    'of %d requests/s for six hours gives no finding',
    (rate) => {
      expect(new Site(rate, 9).run(6 * 3_600)).toEqual([])
    },
    60_000,
  )
})

describe('PeakLimit', () => {
  it('keeps its promise on exponential peaks', () => {
    const chance = 0.01
    const random = new Random(3)
    const limit = new PeakLimit(0, chance)
    const mean = 9
    for (let i = 0; i < 60 * 3_000; i++) limit.learn(random.gap(mean))
    // P(peak of 60 > h) = 1 − (1 − e^(−h/mean))^60
    const kept = 1 - (1 - Math.exp(-limit.limit / mean)) ** 60
    expect(kept).toBeGreaterThan(chance / 2)
    expect(kept).toBeLessThan(chance * 2)
  })

  it('is wary while it knows little, and never below the least', () => {
    const limit = new PeakLimit(16, 1e-4)
    expect(limit.limit).toBeGreaterThan(40)
    for (let i = 0; i < 60 * 1_000; i++) limit.learn(0)
    expect(limit.limit).toBeGreaterThanOrEqual(16)
  })
})
