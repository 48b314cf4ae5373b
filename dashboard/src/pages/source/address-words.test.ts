import { expect, it } from 'vitest'
import { addressWords } from './address-words.ts'

it('says what a network stands for, and nothing of a single address', () => {
  expect(addressWords('203.0.113.7')).toBeNull()
  expect(addressWords('2001:db8:1:2::/64')).toContain('one source')
  expect(addressWords('203.0.113.0/24')).toContain('256 addresses')
  expect(addressWords('2001:db8:1::/48')).toContain('65536 sources')
})
