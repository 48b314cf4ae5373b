import { describe, expect, it } from 'vitest'
import { LeakWatch } from './leak-watch.ts'

const A = '203.0.113.7'
const firewall = { mode: 'nftables', isBehindProxy: false, isContainer: false } as const

describe('leak watch', () => {
  it('tells once, from 5 requests on that are later than 2 s after the confirmation', () => {
    const watch = new LeakWatch(firewall)
    watch.confirmed(A, 10_000)
    for (let at = 10_000; at <= 12_000; at += 100) expect(watch.seen(A, at)).toBeUndefined()
    for (let at = 12_001; at <= 12_004; at++) expect(watch.seen(A, at)).toBeUndefined()
    expect(watch.seen(A, 12_005)).toMatchObject({ address: A, requests: 5, confirmedAt: 10_000, at: 12_005 })
    expect(watch.seen(A, 13_000, 100)).toBeUndefined()
  })

  it('begins anew with each ban, and knows nothing of others', () => {
    const watch = new LeakWatch(firewall)
    expect(watch.seen(A, 99_000, 100)).toBeUndefined()
    watch.confirmed(A, 10_000)
    expect(watch.seen(A, 20_000, 4)).toBeUndefined()
    watch.ended(A)
    expect(watch.seen(A, 20_000, 100)).toBeUndefined()
    watch.confirmed(A, 30_000)
    expect(watch.seen(A, 40_000, 4)).toBeUndefined()
    expect(watch.seen(A, 40_000, 4)?.requests).toBe(8)
  })

  it.each([
    [{ ...firewall, isBehindProxy: true, isContainer: true }, 'proxy or CDN'],
    [{ ...firewall, isContainer: true }, 'container'],
    [firewall, 'cut_connections'],
    [{ ...firewall, mode: 'nginx' }, 'deny file'],
    [{ ...firewall, mode: 'exec' }, 'does not act on it'],
  ] as const)('names the likely cause: %o', (surroundings, words) => {
    const watch = new LeakWatch(surroundings)
    watch.confirmed(A, 0)
    expect(watch.seen(A, 5_000, 5)!.cause).toContain(words)
  })
})
