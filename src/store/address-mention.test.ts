import { describe, expect, it } from 'vitest'
import { AddressMention, withoutAddress } from './address-mention.ts'

describe('AddressMention', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', '[forgotten]'],
    ['192.0.2.1', 'from 192.0.2.1.', 'from [forgotten].'],
    ['192.0.2.1', '192.0.2.1:443 and ::ffff:192.0.2.1', '[forgotten]:443 and ::ffff:[forgotten]'],
    ['192.0.2.1', '192.0.2.1/32', '[forgotten]'],
    ['192.0.2.1', '192.0.2.10 192.0.2.1.5 1192.0.2.1 192.0.2.1/24', '192.0.2.10 192.0.2.1.5 1192.0.2.1 192.0.2.1/24'],
    ['2001:db8:1:2::/64', 'a 2001:DB8:1:2:0:0:0:9, b', 'a [forgotten], b'],
    ['2001:db8:1:2::7', '2001:db8:1:2::/64 banned', '[forgotten] banned'],
    ['2001:db8:1:2::7', 'by [2001:db8:1:2::9]:443.', 'by [[forgotten]]:443.'],
    ['2001:db8:1:2::7', 'it was 2001:db8:1:2::9.', 'it was [forgotten].'],
    ['2001:db8:1:2::7', '2001:db8:1:3::9 2001:db8:1::/48', '2001:db8:1:3::9 2001:db8:1::/48'],
    ['203.0.113.0/24', 'all of 203.0.113.0/24, and 203.0.113.7', 'all of [forgotten], and 203.0.113.7'],
  ])('of %s reads %s as %s', (address, text, expected) =>
    expect(new AddressMention(address).redact(text)).toBe(expected),
  )

  it.each(['', '%', 'localhost', '192.0.2', '192.0.2.256'])('is not made of %j', (text) =>
    expect(() => new AddressMention(text)).toThrow('is no address'),
  )

  it('takes from a value what is kept under the address', () => {
    const value = {
      at: 5,
      list: ['192.0.2.1', '192.0.2.2', ['192.0.2.1', 7], { address: '192.0.2.1', n: 1 }, { text: 'saw 192.0.2.1' }],
      '192.0.2.1': { n: 1 },
      null: null,
    }
    expect(withoutAddress(value, new AddressMention('192.0.2.1'))).toEqual({
      at: 5,
      list: ['192.0.2.2', { text: 'saw [forgotten]' }],
      null: null,
    })
  })
})
