import { expect, it } from 'vitest'
import { FileTally } from '../domain/file-tally.ts'
import { LineAudit } from './line-audit.ts'

it('tells of each log what was refused, skewed or lost since it was told last', () => {
  const audit = new LineAudit()
  const [one, two] = [new FileTally('one.log'), new FileTally('two.log')]
  audit.add(one)
  audit.add(two)
  expect(audit.take()).toEqual([])
  one.lines = 10
  one.rejected = 3
  audit.lose('two.log', 512)
  expect(audit.totals).toEqual({ lines: 10, refused: 3 })
  expect(audit.take()).toEqual([
    { type: 'lines', path: 'one.log', lostBytes: 0, refused: 3, skewed: 0 },
    { type: 'lines', path: 'two.log', lostBytes: 512, refused: 0, skewed: 0 },
  ])
  one.skewed = 1
  expect(audit.take()).toEqual([{ type: 'lines', path: 'one.log', lostBytes: 0, refused: 0, skewed: 1 }])
  const again = new FileTally('one.log')
  again.rejected = 1
  audit.add(again)
  expect(audit.take()).toEqual([{ type: 'lines', path: 'one.log', lostBytes: 0, refused: 1, skewed: 0 }])
})
