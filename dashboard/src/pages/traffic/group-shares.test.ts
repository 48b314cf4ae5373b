import { expect, it } from 'vitest'
import { groupShares } from './group-shares.ts'

it('tells shares of what is known, the largest first', () => {
  const groups = [
    { name: 'POST', values: [1, null, 1] },
    { name: 'GET', values: [3, 3, null] },
  ]
  expect(groupShares(groups)).toEqual([
    { name: 'GET', place: 1, now: null, mean: 3, share: 0.75 },
    { name: 'POST', place: 0, now: 1, mean: 1, share: 0.25 },
  ])
  expect(groupShares(groups, [0.5, 0.2])[0]).toMatchObject({ name: 'POST', share: 0.5 })
})

it('has no share of nothing', () => {
  expect(groupShares([{ name: 'GET', values: [0, null] }])[0]?.share).toBe(0)
  expect(groupShares([])).toEqual([])
})
