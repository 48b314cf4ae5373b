import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../domain/finding.ts'
import type { TickSummary } from '../../../domain/tick-summary.ts'
import { Random } from '../../../lib/random.ts'
import { NoveltyWatch } from './novelty-watch.ts'

const HOUR = 3_600

function tick(second: number, requests: number, size: number): TickSummary {
  return {
    second,
    requests,
    errors: 0,
    clientErrors: 0,
    serverErrors: 0,
    notFound: 0,
    bytes: requests * size,
    methods: [],
    prevented: 0,
    condemned: 0,
    requests10: 0,
    errors10: 0,
    requests60: 60 * requests,
    errors60: 0,
    condemned60: 0,
    clientErrors60: requests,
    serverErrors60: 0,
    notFound60: 0,
    methods60: [],
    clients60: requests * 8,
    latencyP99: 100 + requests,
    endpoints: [],
    sources: 0,
    study: null,
    spread: 0,
    missedBy: 0,
    refusedBy: 0,
    latencies: [],
  }
}

function run(watch: NoveltyWatch, random: Random, from: number, seconds: number, times = 1, learns = true): Finding[] {
  const found: Finding[] = []
  for (let second = from; second < from + seconds; second++) {
    const requests = (10 + random.below(10)) * (1 + 0.5 * Math.sin(second / 14_000)) * times
    found.push(...watch.see(tick(second, Math.round(requests), 5_000 + random.below(500)), second * 1_000, learns))
  }
  return found
}

describe('NoveltyWatch', () => {
  it('is silent on clean days and tells what there never was', () => {
    const watch = new NoveltyWatch()
    const random = new Random(1)
    expect(run(watch, random, 0, 30 * HOUR)).toEqual([])
    const found = run(watch, random, 30 * HOUR, 300, 200)
    expect(found.map(({ kind }) => kind)).toContain('traffic-surge')
    const { evidence } = found.find(({ kind }) => kind === 'traffic-surge')!
    expect(evidence.nats).toBeGreaterThan(evidence.needed!)
    expect(evidence.text).toMatch(/^requests of \d+ requests\/s over 10 s, usually \d+: nothing like it/)
  }, 30_000)

  it('says nothing in the first six hours, nor of what is not to be believed, nor after it forgot', () => {
    const watch = new NoveltyWatch()
    const random = new Random(2)
    run(watch, random, 0, 5 * HOUR)
    expect(run(watch, random, 5 * HOUR, 300, 200)).toEqual([])
    const other = new NoveltyWatch()
    run(other, random, 0, 8 * HOUR)
    expect(run(other, random, 8 * HOUR, 300, 200, false)).toEqual([])
    other.forget()
    expect(run(other, random, 9 * HOUR, 300, 200)).toEqual([])
  }, 30_000)
})
