import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CidrSet, parseCidr } from './cidr-set.ts'
import { parseAddress } from './ip-address.ts'

const set = (...cidrs: string[]) => new CidrSet(cidrs.map((cidr) => ({ cidr, list: 'allow' })))
const touches = (cidr: string, address: string) => set(cidr).touching(parseAddress(address)!) !== undefined

describe('CidrSet', () => {
  it.each([
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['203.0.113.7', '203.0.113.7', true],
    ['::ffff:203.0.113.7', '203.0.113.7', true],
    ['0.0.0.0/0', '203.0.113.7', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['2001:db8::/32', '2001:db8:5::1', true],
    ['2001:db8::99', '2001:db8::1', true],
    ['2001:db8:0:1::99', '2001:db8::1', false],
    ['::/128', '::1', true],
    ['::1', '198.51.100.1', false],
  ])('%s touches the source of %s: %s', (cidr, address, wanted) => expect(touches(cidr, address)).toBe(wanted))

  it.each([
    '203.0.113.1/24',
    '010.0.0.2',
    '1.2.3',
    'localhost',
    '203.0.113.0/33',
    '203.0.113.0/',
    '203.0.113.0/024',
    'fe80::1%eth0',
    '2001:db8::1/32',
    '1.2.3.4/5/6',
  ])('refuses %j', (text) => expect(() => parseCidr(text)).toThrow(text))

  it('agrees with comparing the leading bits', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(32), fc.nat(0xffffffff), fc.nat(32), (network, bits, random, near) => {
        const mask = bits === 0 ? 0 : (~0 << (32 - bits)) >>> 0
        const base = (network & mask) >>> 0
        const low = near > 16 ? random : (base ^ (random >>> near)) >>> 0
        const cidr = `${base >>> 24}.${(base >>> 16) & 255}.${(base >>> 8) & 255}.${base & 255}/${bits}`
        expect(set(cidr).touching({ kind: 4, high: 0, low }) !== undefined).toBe((low & mask) >>> 0 === base)
      }),
      { seed: 4, numRuns: 2_000 },
    )
  })
})
