import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CidrSet, parseCidr } from './cidr-set.ts'
import { formatAddress, parseAddress } from './ip-address.ts'

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
    '',
    ' 203.0.113.7',
    '0x7f.0.0.1',
    '2130706433',
    '::ffff:010.0.0.1',
    '1::2::3',
    '12345::',
    '[2001:db8::1]',
  ])('refuses %j', (text) => expect(() => parseCidr(text)).toThrow(`"${text}"`))

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

  it('names the widest entry, the first of equal ones, the lowest in a /64', () => {
    const many = new CidrSet([
      { cidr: '203.0.113.7', list: 'allow' },
      { cidr: '203.0.113.0/24', list: 'allow' },
      { cidr: '203.0.113.0/24', list: 'trusted_proxies' },
      { cidr: '2001:db8::99', list: 'allow' },
      { cidr: '2001:db8::5', list: 'own addresses' },
    ])
    expect(many.touching(parseAddress('203.0.113.7')!)).toMatchObject({ cidr: '203.0.113.0/24', list: 'allow' })
    expect(many.touching(parseAddress('2001:db8::1')!)).toMatchObject({ cidr: '2001:db8::5', list: 'own addresses' })
    expect(new CidrSet([]).touching(parseAddress('203.0.113.7')!)).toBeUndefined()
  })

  it('agrees with looking at every entry', () => {
    const block = fc
      .tuple(fc.boolean(), fc.bigInt(0n, 255n), fc.bigInt(0n, 255n), fc.nat(40))
      .map(([six, top, bottom, length]) => {
        const [width, bits] = six ? [128n, BigInt(length + 40)] : [32n, BigInt(Math.min(32, length))]
        const value = six
          ? (0x20010db8n << 96n) | (top << 64n) | bottom
          : (198n << 24n) | (18n << 16n) | (top << 8n) | bottom
        const first = (value >> (width - bits)) << (width - bits)
        return { six, bits, first, last: first | ((1n << (width - bits)) - 1n), cidr: `${textOf(six, first)}/${bits}` }
      })
    const source = fc
      .tuple(fc.boolean(), fc.nat(255), fc.nat(255))
      .map(([six, top, bottom]) =>
        six
          ? { kind: 6 as const, high: 0x20010db8, low: top }
          : { kind: 4 as const, high: 0, low: ((198 << 24) | (18 << 16) | (top << 8) | bottom) >>> 0 },
      )
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 12 }),
        fc.array(source, { minLength: 1, maxLength: 12 }),
        (blocks, sources) => {
          const all = set(...blocks.map(({ cidr }) => cidr))
          for (const asked of sources) {
            const six = asked.kind === 6
            const first = six ? ((BigInt(asked.high) << 32n) | BigInt(asked.low)) << 64n : BigInt(asked.low)
            const last = six ? first | ((1n << 64n) - 1n) : first
            const hits = blocks.filter((entry) => entry.six === six && entry.first <= last && entry.last >= first)
            const found = all.touching(asked)?.cidr
            expect(hits.length === 0 ? found === undefined : hits.some(({ cidr }) => cidr === found)).toBe(true)
            const near = blocks.flatMap((entry) => [entry.first, entry.last, entry.last + 1n, entry.first - 1n])
            for (const address of [first, ...near.filter((value) => value >= 0n && value < 1n << (six ? 128n : 32n))]) {
              const inside = blocks.some((one) => one.six === six && one.first <= address && address <= one.last)
              const word = (shift: bigint) => Number((address >> shift) & 0xffffffffn)
              const words = six ? [word(96n), word(64n), word(32n), word(0n)] : [0, word(0n), 0, 0]
              expect(all.holds(six, ...(words as [number, number, number, number]))).toBe(inside)
            }
          }
        },
      ),
      { seed: 5, numRuns: 500 },
    )
  })
})

function textOf(six: boolean, value: bigint): string {
  const word = (shift: bigint) => Number((value >> shift) & 0xffffffffn)
  return six ? formatAddress(6, word(96n), word(64n), word(32n), word(0n)) : formatAddress(4, 0, word(0n), 0, 0)
}
