import { describe, expect, it } from 'vitest'
import type { BanView } from '../../../../src/domain/control.ts'
import { banWish, chosenBans, isWholeAddress } from './ban-filter.ts'

function ban(address: string, until: string | null, changes: Partial<BanView> = {}): BanView {
  return {
    id: address,
    address,
    state: 'in-force',
    kind: 'source-flood',
    author: null,
    reason: 'too much',
    at: '2026-03-02T09:00:00.000Z',
    until,
    remaining_s: null,
    duration_s: null,
    offence: 1,
    incident: null,
    review_at: null,
    trouble: null,
    ...changes,
  }
}

const BANS = [
  ban('203.0.113.10', null),
  ban('203.0.113.9', '2026-03-02T11:00:00.000Z', { state: 'failed' }),
  ban('2001:db8:1::/64', '2026-03-02T10:00:00.000Z', { kind: 'manual' }),
]
const addresses = (query: Record<string, string>) => chosenBans(BANS, banWish(query)).map(({ address }) => address)

describe('the bans that an address of the page asks for', () => {
  it('are all, as the server orders them, when it asks for nothing or for what is not there', () => {
    expect(addresses({})).toEqual(['203.0.113.10', '203.0.113.9', '2001:db8:1::/64'])
    expect(addresses({ state: 'nonsense', order: 'nonsense' })).toHaveLength(3)
  })

  it('hold a part of an address, are in a state, are for a kind', () => {
    expect(addresses({ address: ' DB8 ' })).toEqual(['2001:db8:1::/64'])
    expect(addresses({ state: 'failed' })).toEqual(['203.0.113.9'])
    expect(addresses({ kind: 'manual' })).toEqual(['2001:db8:1::/64'])
  })

  it('are not sieved again when the server has looked for a whole address: it finds networks that hold it', () => {
    expect(addresses({ address: '203.0.113.77' })).toHaveLength(3)
  })

  it('stand in order: permanent ones end last, numbers in addresses count as numbers', () => {
    expect(addresses({ order: 'ending' })).toEqual(['2001:db8:1::/64', '203.0.113.9', '203.0.113.10'])
    expect(addresses({ order: 'address' }).slice(0, 2)).toEqual(['203.0.113.9', '203.0.113.10'])
  })
})

it('an address is whole when the server can read it', () => {
  for (const whole of ['203.0.113.7', '203.0.113.0/24', '2001:db8::', '2001:db8:1::/48', '1:2:3:4:5:6:7:8'])
    expect(isWholeAddress(whole), whole).toBe(true)
  for (const part of ['203.0.113', '203.0.113.0/8', 'db8', '2001:db8:1', 'office', ''])
    expect(isWholeAddress(part), part).toBe(false)
})
