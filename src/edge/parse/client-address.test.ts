import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IPV6, RecordBatch } from '../../domain/record-batch.ts'
import { CidrSet } from '../../lib/cidr-set.ts'
import { formatAddress, parseAddress } from '../../lib/ip-address.ts'
import { readAddress } from './address-field.ts'
import { ClientAddress } from './client-address.ts'

const TRUSTED = ['192.0.2.0/28', '198.51.100.7', '2001:db8:aa::/48', '2001:db8:bb::1']
const trusted = new CidrSet(TRUSTED.map((cidr) => ({ cidr, list: 'trusted_proxies' })))
const finder = new ClientAddress(trusted)
const batch = new RecordBatch()

/** The source of a line whose peer is `peer` and whose forwarded field is `field`. */
function client(field: string | Buffer, peer = '192.0.2.1'): string {
  expect(readAddress(Buffer.from(peer), 0, Buffer.byteLength(peer), batch, 3)).toBe(true)
  const bytes = Buffer.concat([Buffer.from('"'), Buffer.from(field), Buffer.from('", 203.0.113.99')])
  finder.find(bytes, 1, bytes.length - 15, batch, 3)
  const kind = (batch.flags[3]! & IPV6) === 0 ? 4 : 6
  return formatAddress(kind, batch.keyHigh[3]!, batch.keyLow[3]!, batch.hostHigh[3]!, batch.hostLow[3]!)
}

describe('ClientAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['  203.0.113.7\t', '203.0.113.7'],
    ['203.0.113.7:51000', '203.0.113.7'],
    ['2001:db8:1::7', '2001:db8:1::7'],
    ['[2001:db8:1::7]', '2001:db8:1::7'],
    ['[2001:db8:1::7]:443', '2001:db8:1::7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7, 192.0.2.2', '203.0.113.7'],
    ['203.0.113.7,192.0.2.2 , 198.51.100.7', '203.0.113.7'],
    ['203.0.113.7, , 192.0.2.2,', '203.0.113.7'],
    ['192.0.2.3, 192.0.2.2', '192.0.2.3'],
    ['for=203.0.113.60;proto=http;by=192.0.2.1', '203.0.113.60'],
    ['proto=https; For="203.0.113.60:4711"', '203.0.113.60'],
    ['for="[2001:db8:cafe::17]:4711"', '2001:db8:cafe::17'],
    ['for="203.0.113.60:_port"', '203.0.113.60'],
    ['for=203.0.113.60, for=192.0.2.4', '203.0.113.60'],
    ['for=203.0.113.60;host="a,for=198.51.100.1;for=198.51.100.2"', '203.0.113.60'],
    ['for=203.0.113.60;host="a\\\\\\\\",for=192.0.2.2', '203.0.113.60'],
    ['for=203.0.113.60;host=\\x22a,b\\x22', '203.0.113.60'],
    ['for=\\"[2001:db8:cafe::17]\\"', '2001:db8:cafe::17'],
  ])('finds the client in %s', (field, expected) => expect(client(field)).toBe(expected))

  it.each([
    ['', '192.0.2.1'],
    ['-', '192.0.2.1'],
    [' , ,', '192.0.2.1'],
    ['unknown', '192.0.2.1'],
    ['203.0.113.7, unknown', '192.0.2.1'],
    ['203.0.113.7, unknown, 192.0.2.2', '192.0.2.2'],
    ['for=203.0.113.7, for=_hidden, for=192.0.2.2', '192.0.2.2'],
    ['for=unknown', '192.0.2.1'],
    ['proto=http', '192.0.2.1'],
    ['for=203.0.113.7;for=203.0.113.8', '192.0.2.1'],
    ['for="203.0.113.7', '192.0.2.1'],
    ['for=203.0.113.7"', '192.0.2.1'],
    ['for="203.0.113.7"x', '192.0.2.1'],
    ['203.0.113.256', '192.0.2.1'],
    ['203.0.113.7 198.51.100.1', '192.0.2.1'],
    ['203.0.113.7:', '192.0.2.1'],
    ['203.0.113.7:123456', '192.0.2.1'],
    ['[203.0.113.7]', '192.0.2.1'],
    ['[2001:db8::7', '192.0.2.1'],
    ['[2001:db8::7]x', '192.0.2.1'],
    ['fe80::1%eth0', '192.0.2.1'],
    ['203.0.113.7\\', '192.0.2.1'],
  ])('keeps the last sure hop for %s', (field, expected) => expect(client(field)).toBe(expected))

  it('believes nobody who is not a trusted proxy', () => {
    const victim = '203.0.113.50'
    expect(client(victim, '198.51.100.66')).toBe('198.51.100.66')
    expect(client(`for=${victim}`, '2001:db8:bb::2')).toBe('2001:db8:bb::2')
    expect(client(`${victim}, 198.51.100.66`)).toBe('198.51.100.66')
    expect(client(`${victim}, 192.0.2.2, 198.51.100.66`)).toBe('198.51.100.66')
    expect(client(`for="${victim}, for=198.51.100.66`)).toBe('198.51.100.66')
    expect(client(`${victim}, 2001:db8:bb::2`), 'a neighbour in the same /64').toBe('2001:db8:bb::2')
  })

  it('does not take what a value with escapes would be cut down to', () => {
    const long = `"${'203.0.113.50, '.repeat(400)}`.replace('"', '\\"')
    expect(client(`${long}198.51.100.66`)).toBe('192.0.2.1')
  })

  it('agrees with a walk over the parts it was made of', () => {
    const address = fc.constantFrom('192.0.2.3', '203.0.113.7', '198.51.100.7', '198.51.100.8').map((ip) => ({
      ip,
      text: ip,
    }))
    const address6 = fc.constantFrom('2001:db8:aa::5', '2001:db8:bb::1', '2001:db8:bb::2').map((ip) => ({
      ip,
      text: `[${ip}]`,
    }))
    const hop = fc.oneof(
      { weight: 8, arbitrary: fc.oneof(address, address6) },
      fc
        .tuple(fc.oneof(address, address6), fc.integer({ min: 0, max: 65_535 }))
        .map(([{ ip, text }, port]) => ({ ip, text: `${text}:${port}` })),
      fc.oneof(address, address6).map(({ ip, text }) => ({ ip, text: `proto=http;for="${text}";host="a,b"` })),
      fc.constantFrom('unknown', '_x', 'for=_y', '1.2.3', '[::', 'x=1', '-').map((text) => ({ ip: null, text })),
      fc.constantFrom('', ' ').map((text) => ({ ip: undefined, text })),
    )
    const blanks = fc.constantFrom('', ' ', ' \t')
    const padded = fc
      .tuple(hop, blanks, blanks)
      .map(([{ ip, text }, left, right]) => ({ ip, text: left + text + right }))
    fc.assert(
      fc.property(fc.array(padded, { maxLength: 8 }), fc.constantFrom('192.0.2.1', '203.0.113.9'), (hops, peer) => {
        let expected: string = peer
        for (const { ip } of [...hops].reverse()) {
          if (!isTrusted(expected) || ip === null) break
          expected = ip ?? expected
        }
        expect(client(hops.map(({ text }) => text).join(','), peer)).toBe(expected)
      }),
      { seed: 4, numRuns: 2_000 },
    )
  })

  it('never throws, and yields nobody that the text does not hold', () => {
    const alphabet = [...'for=,;"[]:. \\x2_0193', 'for=', '192.0.2.', '::', '\\x22']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 60 }), (letters) => {
        const field = letters.join('')
        const found = client(field)
        expect(parseAddress(found)).not.toBeNull()
        if (found !== '192.0.2.1' && !found.includes(':')) expect(field).toContain(found)
      }),
      { seed: 7, numRuns: 5_000 },
    )
  })
})

/** As people would: compare with each range. */
function isTrusted(ip: string): boolean {
  return TRUSTED.some((cidr) => {
    const [network = '', prefix] = cidr.split('/')
    const one = bits(ip)
    const other = bits(network)
    return one.length === other.length && one.startsWith(other.slice(0, Number(prefix ?? other.length)))
  })
}

function bits(ip: string): string {
  const { kind, high, low, hostHigh, hostLow } = parseAddress(ip)!
  const words = kind === 4 ? [low] : [high, low, hostHigh, hostLow]
  return words.map((word) => word.toString(2).padStart(32, '0')).join('')
}
