import { expect, it } from 'vitest'
import { heldOrder } from './held-order.ts'

const rows = (text: string) => [...text].map((key, place) => ({ key, place }))
const order = (shown: string, fresh: string) =>
  heldOrder(rows(shown), rows(fresh), ({ key }) => key)
    .map(({ key }) => key)
    .join('')

it('keeps the place of rows that stay, puts new ones below, and drops what is gone', () => {
  expect(order('abc', 'cbd')).toBe('bcd')
  expect(order('', 'ab')).toBe('ab')
  expect(order('ab', '')).toBe('')
})

it('shows the newest values in the old place', () => {
  expect(heldOrder(rows('ab'), rows('ba'), ({ key }) => key)).toEqual([
    { key: 'a', place: 1 },
    { key: 'b', place: 0 },
  ])
})
