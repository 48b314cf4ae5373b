import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lineDiff } from './line-diff.ts'

it('shows what went and came, with the lines around it', () => {
  expect(lineDiff('a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nd\nE\nf\ng\n')).toEqual(['  c', '  d', '- e', '+ E', '  f', '+ g'])
  expect(lineDiff('1\n2\n3\n4\n5\n6\n7\n', '0\n1\n2\n3\n4\n5\n6\n8\n')).toEqual([
    ...['+ 0', '  1', '  2', '…', '  5', '  6', '- 7', '+ 8'],
  ])
  expect(lineDiff('', 'a\n')).toEqual(['+ a'])
  expect(lineDiff('a\n', 'a\n')).toEqual([])
})

it('holds all that came and all that went, as often as it did', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })
  fc.assert(
    fc.property(text, text, (old, now) => {
      const lines = lineDiff(`${old.join('\n')}\n`, `${now.join('\n')}\n`)
      const count = (list: readonly string[], line: string) => list.filter((one) => one === line).length
      for (const line of ['a', 'b', 'c'])
        expect(count(lines, `+ ${line}`) - count(lines, `- ${line}`)).toBe(count(now, line) - count(old, line))
    }),
    { seed: 8, numRuns: 200 },
  )
})
