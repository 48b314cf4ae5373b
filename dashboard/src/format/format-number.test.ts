import { describe, expect, it } from 'vitest'
import { bytes, count, figure, metricText, ordinal, percent, plural, share, shortFigure } from './format-number.ts'

describe('numbers', () => {
  it.each([
    [0, '0.00'],
    [0.001, '<0.01'],
    [0.489, '0.49'],
    [3.1, '3.10'],
    [9.999, '10.0'],
    [41.25, '41.3'],
    [99.96, '100'],
    [412, '412'],
    [18_204, '18,204'],
  ])('writes %d with three digits', (value, text) => expect(figure(value)).toBe(text))

  it('is short on an axis', () => {
    expect([0, 2.5, 40, 1_200].map(shortFigure)).toEqual(['0', '2.5', '40', '1,200'])
  })

  it('tells shares and percents with one digit below ten', () => {
    expect([share(0.012), share(0.96), percent(9.96), percent(100)]).toEqual(['1.2 %', '96 %', '10 %', '100 %'])
  })

  it('chooses the unit of bytes', () => {
    expect([0, 999, 1_000, 1_400_000, 999_600].map(bytes)).toEqual(['0 B', '999 B', '1 kB', '1.4 MB', '1 MB'])
  })

  it('gives each metric its unit', () => {
    expect(metricText('requests', 3.1)).toBe('3.10 req/s')
    expect(metricText('client-errors', 1.23)).toBe('1.2 %')
    expect(metricText('latency', 84)).toBe('84.0 ms')
    expect(metricText('latency', 12_500)).toBe('12.5 s')
    expect(metricText('clients', 212)).toBe('212')
    expect(metricText('bytes', 1_400_000)).toBe('1.4 MB/s')
    expect(metricText('bytes', null)).toBe('–')
  })

  it('counts in words', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal).join(' ')).toBe(
      '1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 111th',
    )
    expect([plural(1, 'request'), plural(18_204, 'request'), count(1.6)]).toEqual(['1 request', '18,204 requests', '2'])
  })
})
