import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { groupSeries, listSeries } from './series.ts'

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

describe('listSeries', () => {
  it('finds what came before a file, in its folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-series-'))
    try {
      const at = (name: string) => join(folder, name)
      for (const name of ['x.log', 'x.log.1', 'x.log.1.gz', 'x.log.2.gz', 'x.log.10', 'y.log.1'])
        writeFileSync(at(name), '')
      expect(listSeries(at('x.log'))).toEqual(['x.log.10', 'x.log.2.gz', 'x.log.1', 'x.log'].map(at))
      expect(listSeries(at('x.log.2.gz'))).toEqual(['x.log.10', 'x.log.2.gz'].map(at))
      expect(listSeries(at('z.log'))).toEqual([])
      expect(() => listSeries(at('none/x.log'))).toThrow('ENOENT')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
