import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { formatAddress, parseAddress } from '../../lib/ip-address.ts'
import { addressForm, readPeer } from './address-list.ts'
import { readAnyTime } from './any-time.ts'
import { readDurationText } from './duration-field.ts'

const batch = new RecordBatch()

/** Bytes that stand in others: what is around a value must not matter. */
function within<T>(text: string, read: (text: ByteText, start: number, end: number) => T): T {
  const bytes = Buffer.from(`1:${text}0s,`)
  return read(new ByteText(bytes), 2, bytes.length - 3)
}
const duration = (text: string) => within(text, ({ bytes }, start, end) => readDurationText(bytes, start, end))
const time = (text: string) =>
  within(text, (all, start, end) =>
    readAnyTime(all, start, end, batch, 0) ? batch.second[0]! * 1_000 + batch.millisecond[0]! : null,
  )
function peer(text: string): string | null {
  return within(text, ({ bytes }, start, end) => {
    if (!readPeer(bytes, start, end, batch, 0)) return null
    const kind = batch.flags[0]! & 1 ? 6 : 4
    return formatAddress(kind, batch.keyHigh[0]!, batch.keyLow[0]!, batch.hostHigh[0]!, batch.hostLow[0]!)
  })
}

const SCALES = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6 }
const canonical = (text: string) => {
  const parsed = parseAddress(text)!
  return formatAddress(parsed.kind, parsed.high, parsed.low, parsed.hostHigh, parsed.hostLow)
}

describe('values in loose forms', () => {
  it('reads durations of any units', () => {
    const part = fc.tuple(
      fc.nat(99_999),
      fc.nat(999),
      fc.constantFrom(...(Object.keys(SCALES) as (keyof typeof SCALES)[])),
    )
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
        const text = parts
          .map(([whole, fraction, unit]) => `${whole}.${String(fraction).padStart(3, '0')}${unit}`)
          .join('')
        const sum = parts.reduce(
          (total, [whole, fraction, unit]) => total + (whole + fraction / 1_000) * SCALES[unit],
          0,
        )
        expect(duration(text)).toBeCloseTo(sum, 6)
      }),
      { seed: 51, numRuns: 2_000 },
    )
  })

  it.each(['', '12', 'ms', '-1ms', '1.ms', '.5s', '1..5s', '12 parsecs', '1e3ms', 'x1s', '1msx', '1,5s'])(
    'refuses the duration %j',
    (text) => expect(duration(text)).toBe(-1),
  )

  it('reads the address of a peer, or the last of a list, whatever stands before', () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6().filter((text) => parseAddress(text) !== null),
    )
    fc.assert(
      fc.property(
        address,
        fc.option(fc.integer({ min: 0, max: 65_535 })),
        fc.option(fc.string()),
        (ip, port, before) => {
          const host = port === null ? ip : `${ip.includes(':') ? `[${ip}]` : ip}:${port}`
          const text = before === null ? host : `${before}, ${host}`
          expect(peer(text)).toBe(canonical(ip))
          expect(addressForm(text)).toBe(text === ip ? 'plain' : 'peer')
        },
      ),
      { seed: 52, numRuns: 2_000 },
    )
  })

  it.each([
    '',
    ',',
    '192.0.2.1,',
    '192.0.2.1:',
    '192.0.2.1:x',
    '192.0.2.1:123456',
    '[2001:db8::1',
    '[2001:db8::1]x',
    '2001:db8::1]',
    '192.0.2.1 ',
    'host:80',
  ])('refuses the peer %j', (text) => expect([peer(text), addressForm(text)]).toEqual([null, null]))

  it('reads dates as Date.parse does, whatever the marks and the zone', () => {
    const zone = fc.tuple(fc.constantFrom('+', '-'), fc.nat(14), fc.constantFrom('00', '30', '45'), fc.boolean())
    const date = fc.date({ min: new Date('2000-01-02'), max: new Date('2100-12-30'), noInvalidDate: true })
    fc.assert(
      fc.property(
        date,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom('.', ','),
        fc.option(zone),
        (at, slash, blank, point, offset) => {
          const iso = at.toISOString()
          const suffix =
            offset === null
              ? ''
              : `${offset[0]}${String(offset[1]).padStart(2, '0')}${offset[3] ? ':' : ''}${offset[2]}`
          let text = `${iso.slice(0, 10)}${blank ? ' ' : 'T'}${iso.slice(11, 19)}${point}${iso.slice(20, 23)}`
          if (slash) text = text.replaceAll(/(?<=^.{4,7})-/g, '/')
          const moved =
            offset === null ? 0 : (offset[1] * 60 + Number(offset[2])) * 60_000 * (offset[0] === '+' ? -1 : 1)
          expect(time(text + suffix)).toBe(at.getTime() + moved)
        },
      ),
      { seed: 53, numRuns: 2_000 },
    )
  })

  it('reads epochs by their digits, and never throws or reads beyond the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 946_684_800_000, max: 4_133_980_799_999 }), fc.string(), (at, noise) => {
        if (at >= 1e12) {
          expect([time(`${at}`), time(`${at}123`), time(`${at}123456`)]).toEqual([at, at, at])
          expect(time(`${Math.floor(at / 1_000)}`)).toBe(Math.floor(at / 1_000) * 1_000)
          expect(time((at / 1_000).toFixed(3))).toBe(at)
        }
        expect(time(`${at}x`)).toBeNull()
        duration(noise)
        time(noise)
        peer(noise)
      }),
      { seed: 54, numRuns: 3_000 },
    )
  })
})
