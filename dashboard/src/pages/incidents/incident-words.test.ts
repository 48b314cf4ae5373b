import { describe, expect, it } from 'vitest'
import { listedSpan, metricOfKind, spanAround } from './incident-words.ts'
import { severityWord } from './severity.tsx'

const SINCE = '2026-03-02T09:00:00.000Z'
const START = Date.parse(SINCE) / 1_000

describe('the time that is drawn around an incident', () => {
  it('has ten minutes on each side of a short one', () => {
    expect(spanAround(SINCE, '2026-03-02T09:02:00.000Z', START + 10_000)).toEqual({
      from: START - 600,
      to: START + 120 + 600,
    })
  })

  it('has half of its length on each side of a long one', () => {
    expect(spanAround(SINCE, '2026-03-02T11:00:00.000Z', START + 100_000)).toEqual({
      from: START - 3_600,
      to: START + 7_200 + 3_600,
    })
  })

  it('ends now while it lasts, and is never empty', () => {
    expect(spanAround(SINCE, null, START + 60)).toEqual({ from: START - 600, to: START + 60 })
    expect(spanAround(SINCE, null, START - 5).to).toBe(START + 1)
  })

  it('shows the first day of one that lasts for weeks', () => {
    expect(spanAround(SINCE, null, START + 20 * 86_400)).toEqual({
      from: START - 43_200,
      to: START + 86_400 + 43_200,
    })
  })
})

describe('the incidents that an address asks for', () => {
  it('are all of them when it names no range', () => {
    expect(listedSpan({}, 1_000)).toEqual({ from: null, to: null })
    expect(listedSpan({ range: 'for-ever' }, 1_000)).toEqual({ from: null, to: null })
  })

  it('are those of the last hours, or of a stretch', () => {
    expect(listedSpan({ range: '1h' }, 10_000)).toEqual({ from: 6_400, to: null })
    expect(listedSpan({ from: '100', to: '200' }, 10_000)).toEqual({ from: 100, to: 200 })
  })
})

describe('an incident in words', () => {
  it('has a word for each severity, and none beyond', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map(severityWord)).toEqual([
      'minor',
      'minor',
      'moderate',
      'serious',
      'severe',
      'critical',
      'critical',
    ])
  })

  it('is drawn where it is seen best', () => {
    expect([metricOfKind('latency'), metricOfKind('source-scan'), metricOfKind('source-flood')]).toEqual([
      'latency',
      'not-found',
      'requests',
    ])
  })
})
