import { describe, expect, it } from 'vitest'
import { BATCH_CAPACITY } from '../../domain/record-batch.ts'
import { Random } from '../../lib/random.ts'
import { batchOf, type Row } from './batch.fixture.ts'
import { TrafficSample } from './traffic-sample.ts'

/** Stands for the parser's. */
function hash(bytes: Buffer, start: number, end: number): number {
  const path = bytes.toString('latin1', start, end).replace(/\/\d+(?=\/|$)/g, '/:n')
  let hash = 5
  for (const character of path) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0
  return hash
}

function rowOf(path: string, agent = 'curl/8.0'): Row {
  const text = Buffer.from(path)
  const [bare] = path.split('?') as [string]
  return {
    second: 1_000,
    endpoint: hash(text, 0, Buffer.byteLength(bare)),
    line: `198.51.100.1 - - [02/Mar/2026:09:15:01 +0000] "GET ${path} HTTP/1.1" 200 5 "-" "${agent}"`,
  }
}

/** What was seen of the rows: how many looks, and the weight of each endpoint and agent. */
function lookAt(sample: TrafficSample, rows: readonly Row[]) {
  const weights = new Map<string, number>()
  let looks = 0
  for (let at = 0; at < rows.length; at += BATCH_CAPACITY) {
    const some = rows.slice(at, at + BATCH_CAPACITY)
    const told = sample.look(batchOf(some), 0, some.length, (endpoint, agent, weight) => {
      looks++
      for (const name of [endpoint, agent]) weights.set(`${name}`, (weights.get(`${name}`) ?? 0) + weight)
    })
    expect(told).toBeLessThanOrEqual(some.length)
  }
  return { looks, weights }
}

describe('TrafficSample', () => {
  it('looks at every row where few come', () => {
    const rows = Array.from({ length: 99 }, (_, row) => rowOf(row % 3 === 0 ? '/a' : `/b/${row}`))
    const { looks, weights } = lookAt(new TrafficSample(hash), rows)
    expect(looks).toBe(99)
    expect(Object.fromEntries(weights)).toEqual({ '/a': 33, '/b/:n': 66, curl: 99 })
  })

  it('never looks at more than its bound, however suddenly many come', () => {
    const sample = new TrafficSample(hash, 200)
    const random = new Random(11)
    for (const count of [3, 50_000, 50_000, 0, 7, 900, 120_000, 20]) {
      sample.renew()
      let looks = 0
      for (let left = count; left > 0; left -= BATCH_CAPACITY)
        looks += lookAt(
          sample,
          Array.from({ length: Math.min(left, BATCH_CAPACITY) }, () => rowOf(`/${random.below(3)}x`)),
        ).looks
      expect(looks).toBeLessThanOrEqual(200)
      if (count > 0) expect(looks).toBeGreaterThan(0)
      if (count >= 900) expect(looks).toBeGreaterThanOrEqual(60)
    }
  })

  it('knows shares within two per cent of all after a minute of a busy site, whose rows come in a pattern', () => {
    const sample = new TrafficSample(hash, 200)
    const sums = new Map<string, number>()
    const paths = ['/page', '/style.css', '/script.js', '/logo.png', '/icon.svg']
    for (let second = 0; second < 60; second++) {
      sample.renew()
      const rows = Array.from({ length: 2_000 }, (_, row) => rowOf(row % 10 < 5 ? paths[row % 5]! : '/api'))
      for (const [name, weight] of lookAt(sample, rows).weights) sums.set(name, (sums.get(name) ?? 0) + weight)
    }
    const total = sums.get('curl')!
    expect(Math.abs(total / 120_000 - 1)).toBeLessThan(0.05)
    expect(Math.abs(sums.get('/api')! / total - 0.5)).toBeLessThan(0.02)
    for (const path of paths) expect(Math.abs(sums.get(path)! / total - 0.1)).toBeLessThan(0.02)
  })

  it('takes hostile text as it is, in short, and leaves addresses out', () => {
    const script = '/<script>alert(1)</script>'
    const { weights } = lookAt(new TrafficSample(hash), [
      rowOf(script, '<img src=x onerror=alert(1)>'),
      rowOf(`/${'a'.repeat(5_000)}?b=c`, `Mobile ${'Mobile '.repeat(5_000)}`),
      rowOf('/whois/203.0.113.7/2001:db8::7'),
      rowOf('/__proto__', 'Googlebot'),
      rowOf('/\0é'),
      { second: 1_000, endpoint: 0, line: '\u0016\u0003\u0001' },
      { second: 1_000, endpoint: 77, line: 'no path of this hash is in /here' },
    ])
    expect([...weights.keys()]).toEqual([
      script,
      'other',
      `/${'a'.repeat(119)}`,
      '/whois/:address/:address',
      'curl',
      '/__proto__',
      'Googlebot',
      '/\ufffdé',
      'null',
    ])
  })
})
