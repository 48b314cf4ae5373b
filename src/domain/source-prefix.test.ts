import { describe, expect, it } from 'vitest'
import { formatSource } from '../lib/ip-address.ts'
import { coversSource, parseBannable, prefixSource } from './source-prefix.ts'

describe('parseBannable', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7/32', '203.0.113.7'],
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['203.0.113.4/31', '203.0.113.4/31'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3::4', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::/64', '2001:db8:1:2::/64'],
    ['2001:db8:1::/48', '2001:db8:1::/48'],
    ['2001:db8:1:4::/63', '2001:db8:1:4::/63'],
  ])('takes %s as %s', (text, canonical) => {
    const { kind, high, low, bits } = parseBannable(text)
    expect(formatSource(kind, high, low, bits)).toBe(canonical)
    expect(bits).not.toBe(kind === 4 ? 32 : 64)
  })

  it.each([
    ['example.org', /is no address/],
    ['203.0.113.0/24/24', /is no address/],
    ['203.0.112.0/23', /can be \/24 to \/32/],
    ['0.0.0.0/0', /can be \/24 to \/32/],
    ['203.0.113.0/33', /can be/],
    ['2001:db8::/47', /\/48 to \/64/],
    ['2001:db8:1:2::/65', /banned with its \/64/],
    ['203.0.113.7/24', /write 203\.0\.113\.0\/24/],
    ['2001:db8:1:5::/63', /write 2001:db8:1:4::\/63/],
    ['2001:db8:1:2::1/64', /write 2001:db8:1:2::\/64/],
    ['203.0.113.0/024', /can be/],
  ])('refuses %s and says why', (text, why) => expect(() => parseBannable(text)).toThrow(why))
})

it.each([
  ['203.0.113.0/24', '203.0.113.255', true],
  ['203.0.113.4/30', '203.0.113.7', true],
  ['203.0.113.4/30', '203.0.113.8', false],
  ['2001:db8:1::/48', '2001:db8:1:ffff::/64', true],
  ['2001:db8:1:4::/63', '2001:db8:1:6::/64', false],
  ['203.0.113.7', '203.0.113.7', true],
  ['192.0.2.0/25', '192.0.2.0/24', false],
  ['192.0.2.0/24', '192.0.2.0/25', true],
  ['2001:db8::/48', '2001:db8:0:7::/64', true],
])('a ban of %s covers %s: %s', (banned, source, covers) => expect(coversSource(banned, source)).toBe(covers))

it.each(['203.0.113.7', '2001:db8::/64', '203.0.113.7/24', '203.0.113.0/48', '203.0.113.0/24/1'])(
  'finds no network in %s',
  (text) => expect(prefixSource(text)).toBeNull(),
)
