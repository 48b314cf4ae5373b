import { expect, it } from 'vitest'
import { readDecimal, readStatus } from './number-field.ts'

it.each([
  ['200', 200],
  ['100', 100],
  ['599', 599],
  ['099', -1],
  ['600', -1],
  ['20', -1],
  ['2000', -1],
  ['2x0', -1],
  ['', -1],
])('reads status %s as %d', (text, expected) => {
  const bytes = Buffer.from(`9${text}9`)
  expect(readStatus(bytes, 1, bytes.length - 1)).toBe(expected)
})

it.each([
  ['0', 0],
  ['512', 512],
  ['0.004', 0.004],
  ['1763632800.123', 1763632800.123],
  ['1.00000000000000000000', 1],
  ['9007199254740989', 9007199254740989],
  ['9007199254740993', -1],
  ['90071992547409910', -1],
  ['', -1],
  ['-', -1],
  ['-1', -1],
  ['.5', -1],
  ['5.', -1],
  ['1e3', -1],
  ['0.1, 0.2', -1],
  ['NaN', -1],
])('reads %s as %d', (text, expected) => {
  const bytes = Buffer.from(`9${text}9`)
  expect(readDecimal(bytes, 1, bytes.length - 1)).toBe(expected)
})
