import { expect, it } from 'vitest'
import { UNLIMITED } from '../../domain/limits.ts'
import type { SourceKey } from '../../domain/source.ts'
import { prefixOf, prefixSource } from '../../domain/source-prefix.ts'
import { parseAddress } from '../../lib/ip-address.ts'
import { batchOf } from './batch.fixture.ts'
import { TickWindow } from './tick-window.ts'

const sourceOf = (address: string): SourceKey => {
  const { kind, high, low } = parseAddress(address)!
  return { kind, high, low }
}

it.each([
  ['203.0.113.0/24', ['203.0.113.1', '203.0.113.255'], ['203.0.112.1', '203.0.114.1', '0:0:cb00:7101::']],
  ['2001:db8:bad::/48', ['2001:db8:bad:1::', '2001:db8:bad:ffff::'], ['2001:db8:bac:1::', '2001:db8:bae:1::']],
])('prevents what all of %s send, newcomers too, until the ban ends', (text, within, outside) => {
  const network = prefixSource(text)!
  const banned = new Set<number>()
  const window = new TickWindow({
    limits: UNLIMITED,
    judge: {
      surge: () => false,
      judge() {
        throw new Error('nobody goes over a limit here')
      },
    },
    bans: {
      isBanned: (source) => source.kind === network.kind && banned.has(prefixOf(source)),
      get size() {
        return banned.size
      },
    },
  })
  const send = (addresses: readonly string[], second: number) => {
    const before = window.totals.prevented
    const rows = addresses.map((address) => ({ second, source: sourceOf(address) }))
    window.advance(second)
    window.count(batchOf(rows), 0, rows.length, second)
    return window.totals.prevented - before
  }
  const [first, last] = within as [string, string]
  expect(send([first, ...outside], 1_000)).toBe(0)
  banned.add(prefixOf(network))
  window.ban(network)
  expect(send([first, last, ...outside], 1_001), 'one that was there and one that was not').toBe(2)
  banned.clear()
  window.lift(network)
  expect(send([first, last, ...outside], 1_002)).toBe(0)
})
