import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowTarget, banTarget } from './control-order.ts'
import { UsageError } from './errors.ts'

describe('what may be banned', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7/32', '203.0.113.7'],
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['203.0.113.16/28', '203.0.113.16/28'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::/64'],
    ['2001:db8::1/128', '2001:db8::/64'],
    ['2001:db8:0:1::/64', '2001:db8:0:1::/64'],
    ['2001:db8:5::/48', '2001:db8:5::/48'],
  ])('%s is %s', (text, canonical) => expect(banTarget(text)).toBe(canonical))

  it.each([
    ['203.0.112.0/23', 'wider than /24'],
    ['0.0.0.0/0', 'wider than /24'],
    ['::/0', 'wider than /48'],
    ['2001:db8::/47', 'wider than /48'],
    ['2001:db8::/96', 'narrower than /64'],
    ['203.0.113.7/24', 'bits set behind its prefix'],
    ['010.0.0.2', 'not an IP address'],
    ['localhost', 'not an IP address'],
    ['203.0.113.7; reboot', 'not an IP address'],
    ['fe80::1%eth0', 'not an IP address'],
    ['', 'not an IP address'],
  ])('%s is refused: %s', (text, why) => expect(() => banTarget(text)).toThrow(why))

  it('gives text that reads back as itself, or throws a usage error, whatever the text', () => {
    const part = fc.oneof(fc.constantFrom('.', ':', '/', '::', 'ffff', '0', '203.0.113.7', '24', '64'), fc.string())
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        for (const target of [banTarget, allowTarget]) {
          try {
            const canonical = target(parts.join(''))
            expect(target(canonical)).toBe(canonical)
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError)
          }
        }
      }),
      { seed: 1 },
    )
  })
})

describe('what may be allowed', () => {
  it('keeps one IPv6 address, takes wide networks, and refuses everybody', () => {
    expect(allowTarget('2001:db8::1')).toBe('2001:db8::1')
    expect(allowTarget('198.18.0.0/15')).toBe('198.18.0.0/15')
    expect(() => allowTarget('0.0.0.0/0')).toThrow('everybody')
    expect(() => allowTarget('::/0')).toThrow('everybody')
  })
})
