import { expect, it } from 'vitest'
import { foundSettings } from './setting-search.ts'

const SETTINGS = [
  { option: 'bans.ladder', value: '[10m, permanent]', is_default: true, description: 'Length of bans' },
  { option: 'enforce', value: 'nftables', is_default: false, description: 'How bans are enforced' },
]
const found = (text: string, isChangedOnly = false) =>
  foundSettings(SETTINGS, text, isChangedOnly).map(({ option }) => option)

it('finds options by all words of their name, value and description', () => {
  expect(found('')).toEqual(['bans.ladder', 'enforce'])
  expect(found('BANS nft')).toEqual(['enforce'])
  expect(found('bans nothing')).toEqual([])
})

it('finds only what was changed when asked for', () => {
  expect(found('bans', true)).toEqual(['enforce'])
})
