import { describe, expect, it } from 'vitest'
import { groupSeries } from './series.ts'

describe('groupSeries', () => {
  it('puts rotated files before their successors, whatever the order of the arguments', () => {
    expect(groupSeries(['x.log', 'x.log.1', 'x.log.10.gz', 'x.log.2.gz'])).toEqual([
      ['x.log.10.gz', 'x.log.2.gz', 'x.log.1', 'x.log'],
    ])
    expect(groupSeries(['x.log-20260302', 'x.log', 'x.log-20260301.gz'])).toEqual([
      ['x.log-20260301.gz', 'x.log-20260302', 'x.log'],
    ])
  })
  it('keeps other files apart, in the order of the arguments', () => {
    expect(groupSeries(['b/access.log', 'a/access.log', 'a/access.log.1'])).toEqual([
      ['b/access.log'],
      ['a/access.log.1', 'a/access.log'],
    ])
    expect(groupSeries(['-'])).toEqual([['-']])
  })
  it('keeps a file that is named twice', () => {
    expect(groupSeries(['x.log', 'x.log'])).toEqual([['x.log', 'x.log']])
  })
})
