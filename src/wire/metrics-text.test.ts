import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { METRICS } from '../domain/metric-catalogue.ts'
import { family, single } from '../domain/metric-family.ts'
import { scrape } from './exposition.fixture.ts'
import { metricsText } from './metrics-text.ts'

describe('the text of metrics', () => {
  it('tells type and meaning, then the samples', () => {
    const text = metricsText([
      family('breakwater_lines_read_total', [{ labels: { source: '/var/log/nginx/access.log' }, value: 12 }]),
      single('breakwater_source_lag_seconds', 0.25),
    ])
    expect(text).toBe(`# HELP breakwater_lines_read_total ${METRICS.breakwater_lines_read_total.help}
# TYPE breakwater_lines_read_total counter
breakwater_lines_read_total{source="/var/log/nginx/access.log"} 12
# HELP breakwater_source_lag_seconds ${METRICS.breakwater_source_lag_seconds.help}
# TYPE breakwater_source_lag_seconds gauge
breakwater_source_lag_seconds 0.25
`)
  })

  it('gives histograms with cumulative counts', () => {
    const text = metricsText([
      { name: 'breakwater_ban_latency_seconds', histogram: { bounds: [0.1, 1], counts: [2, 1, 4], sum: 23.5 } },
    ])
    expect([...scrape(text).get('breakwater_ban_latency_seconds')!.samples]).toEqual([
      ['breakwater_ban_latency_seconds_bucket{le="0.1"}', 2],
      ['breakwater_ban_latency_seconds_bucket{le="1"}', 3],
      ['breakwater_ban_latency_seconds_bucket{le="+Inf"}', 7],
      ['breakwater_ban_latency_seconds_sum', 23.5],
      ['breakwater_ban_latency_seconds_count', 7],
    ])
  })

  it('lets no value of a label begin another sample', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a"\\\n{}, =1') }), (source) => {
        const text = metricsText([family('breakwater_lines_read_total', [{ labels: { source }, value: 1 }])])
        const [key] = [...scrape(text).get('breakwater_lines_read_total')!.samples.keys()]
        const told = key!.slice('breakwater_lines_read_total{source="'.length, -'"}'.length)
        expect(told.replace(/\\(.)/g, (_, one) => (one === 'n' ? '\n' : one))).toBe(source)
      }),
      { seed: 8 },
    )
  })
})

describe('the catalogue', () => {
  it('follows the custom of names: counters end in _total, sizes are base units', () => {
    for (const [name, { type, help, labels }] of Object.entries(METRICS)) {
      expect(name.endsWith('_total'), name).toBe(type === 'counter')
      expect(name, name).toMatch(/^(breakwater|process)_[a-z_]+$/)
      expect(help.endsWith('.'), name).toBe(true)
      for (const label of labels) expect(['ip', 'address', 'client', 'path', 'agent']).not.toContain(label)
    }
  })
})
