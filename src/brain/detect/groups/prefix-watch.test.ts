import { describe, expect, it } from 'vitest'
import type { SourceKey } from '../../../domain/source.ts'
import type { SourceFeatures } from '../../../domain/source-features.ts'
import { prefixOf, prefixText } from '../../../domain/source-prefix.ts'
import type { TickSummary } from '../../../domain/tick-summary.ts'
import { PrefixWatch } from './prefix-watch.ts'

const net = (n: number): SourceKey => ({ kind: 6, high: 0x20010db8, low: 0x0bad0000 + n })
const address = (n: number): SourceKey => ({ kind: 4, high: 0, low: 0xc6336400 + n })
const tick = { study: { assets60: 2_000 }, requests60: 2_400, condemned60: 0, clients60: 100 } as TickSummary

function features(source: SourceKey, second: number, change: object = {}): SourceFeatures {
  const minutes = { requests: 50, assets: 0, answered: 50, ...change }
  return { source, at: second * 1_000, seen: 1, standing: 'new', minutes } as SourceFeatures
}
const textsOf = (watch: PrefixWatch, second: number) =>
  watch.see(tick, second * 1_000).map(({ subject, evidence }) => [subject, evidence.text])

describe('a prefix', () => {
  it('is the /24 or the /48, and nothing wider', () => {
    expect(prefixText(prefixOf(net(7)))).toBe('2001:db8:bad::/48')
    expect(prefixText(prefixOf(address(7)))).toBe('198.51.100.0/24')
    expect(prefixOf(net(0xffff))).toBe(prefixOf(net(0)))
    expect(prefixOf(net(0x10000))).not.toBe(prefixOf(net(0)))
  })

  it('is found when eight /64s of it were banned within ten minutes, until ten minutes later', () => {
    const watch = new PrefixWatch()
    for (let i = 0; i < 7; i++) watch.note(net(i), i * 10_000)
    expect(watch.see(tick, 70_000)).toEqual([])
    watch.note(net(3), 71_000)
    expect(watch.see(tick, 72_000)).toEqual([])
    watch.note(net(8), 73_000)
    const [found] = watch.see(tick, 74_000)
    expect(found).toMatchObject({ kind: 'source-flood', subject: { type: 'prefix', prefix: '2001:db8:bad::/48' } })
    expect(found!.evidence.nats).toBeGreaterThanOrEqual(found!.evidence.needed!)
    expect(found!.evidence.text).toMatch(/^8 \/64s of 2001:db8:bad::\/48 were banned within 10 minutes/)
    expect(watch.see(tick, 800_000)).toEqual([])
    for (let i = 20; i < 27; i++) watch.note(net(i), 801_000)
    expect(watch.see(tick, 802_000)).toEqual([])
  })

  it('is found when its /64s take turns', () => {
    const watch = new PrefixWatch()
    for (let turn = 0; turn < 12; turn++) watch.look(features(net(turn), 2 * turn))
    expect(textsOf(watch, 25)[0]?.[1]).toMatch(/^12 new \/64s of 2001:db8:bad::\/48 took turns within 10 minutes/)
  })

  it.each([
    ['wake up together', (n: number) => features(net(n), n % 3)],
    ['go on together', (n: number) => features(net(n % 20), 2 * n)],
    ['load pages', (n: number) => features(net(n), 2 * n, { assets: 40 })],
    ['were here before', (n: number) => ({ ...features(net(n), 2 * n), seen: 4_000 })],
    ['are known', (n: number) => ({ ...features(net(n), 2 * n), standing: 'known' as const })],
    ['ask for little', (n: number) => features(net(n), 2 * n, { requests: 12 })],
    ['are IPv4', (n: number) => features(address(n), 2 * n)],
  ])('is left alone when its sources %s', (_, look) => {
    const watch = new PrefixWatch()
    for (let n = 0; n < 60; n++) watch.look(look(n))
    expect(watch.see(tick, 121_000)).toEqual([])
  })

  it('is left alone when many visitors share it, and a /24 needs far more than a /48', () => {
    const shared = new PrefixWatch()
    for (let i = 0; i < 10; i++) shared.note(net(i), 1_000)
    for (let i = 100; i < 104; i++) shared.look(features(net(i), 2, { assets: 40 }))
    expect(shared.see(tick, 3_000)).toEqual([])
    const watch = new PrefixWatch()
    for (let i = 0; i < 31; i++) watch.note(address(i), 1_000)
    expect(watch.see(tick, 2_000)).toEqual([])
    watch.note(address(40), 3_000)
    expect(watch.see(tick, 4_000)).toHaveLength(1)
  })
})
