import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAddress, formatSource, parseAddress } from './ip-address.ts'

/** Canonical text by the URL parser, an independent implementation of RFC 5952. */
function canonical6(text: string): string {
  return new URL(`http://[${text}]/`).hostname.slice(1, -1)
}

function print(text: string): string | null {
  const ip = parseAddress(text)
  return ip && formatAddress(ip.kind, ip.high, ip.low, ip.hostHigh, ip.hostLow)
}

describe('parseAddress', () => {
  it.each([
    ['203.0.113.10', '203.0.113.10'],
    ['255.255.255.255', '255.255.255.255'],
    ['0.0.0.0', '0.0.0.0'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['::ffff:203.0.113.5', '203.0.113.5'],
    ['::ffff:cb00:7105', '203.0.113.5'],
    ['0:0:0:0:0:ffff:203.0.113.5', '203.0.113.5'],
    ['64:ff9b::203.0.113.5', '64:ff9b::cb00:7105'],
  ])('reads %s as %s', (text, wanted) => expect(print(text)).toBe(wanted))

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.256',
    '1.2.3.4 ',
    ' 1.2.3.4',
    '1.2.3.4:80',
    '[::1]',
    'fe80::1%eth0',
    '2001:db8::/64',
    ':',
    ':::',
    '1:::2',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:',
    ':1:2:3:4:5:6:7',
    '12345::',
    'g::',
    '::1.2.3',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::1.2.3.04',
    '1:2:3:4:5:6:7::8:9',
    'localhost',
    '1.2.3.-4',
    '0x1.2.3.4',
    '1:2:3:4:5:6:7:8::',
    '1.2.3.4::',
  ])('refuses %j', (text) => expect(parseAddress(text)).toBeNull())

  it('agrees with net.isIP on text near addresses, zones apart', () => {
    const near = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.stringMatching(/^[0-9a-f:.]{0,45}$/),
      fc
        .tuple(fc.ipV6(), fc.nat(45), fc.constantFrom(':', '::', '.', '0', 'f', ''))
        .map(([ip, at, insert]) => ip.slice(0, at) + insert + ip.slice(at + 1)),
      fc
        .tuple(fc.ipV4(), fc.nat(15), fc.constantFrom('.', '0', '5', ''))
        .map(([ip, at, insert]) => ip.slice(0, at) + insert + ip.slice(at)),
    )
    fc.assert(
      fc.property(near, (text) => {
        expect(parseAddress(text) !== null).toBe(isIP(text) !== 0)
      }),
      { seed: 1, numRuns: 20_000 },
    )
  })

  it('prints what it read as RFC 5952 does, and reads that as the same address', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const printed = print(text)!
        const ip = parseAddress(text)!
        if (ip.kind === 6) expect(printed).toBe(canonical6(text))
        expect(parseAddress(printed)).toEqual(ip)
      }),
      { seed: 2, numRuns: 20_000 },
    )
  })
})

describe('formatSource', () => {
  it('names an IPv6 source by its /64', () => {
    const ip = parseAddress('2001:db8:bad:1:2:3:4:5')!
    expect(formatSource(6, ip.high, ip.low)).toBe('2001:db8:bad:1::/64')
    expect(formatSource(6, 0, 0)).toBe('::/64')
    expect(formatSource(4, 0, 0xcb00710a)).toBe('203.0.113.10')
  })
})
