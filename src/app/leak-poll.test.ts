import { describe, expect, it } from 'vitest'
import type { Ban } from '../domain/ban.ts'
import type { EnforcementMode } from '../domain/enforcement.ts'
import type { Finding } from '../domain/finding.ts'
import { IPV6, RecordBatch } from '../domain/record-batch.ts'
import { LeakPoll } from './leak-poll.ts'
import { rebuiltBans } from './rebuilt-bans.ts'

const AT = 1_772_442_900_000

function poll(addresses: readonly string[], mode: EnforcementMode = 'nftables') {
  const bans = new Map<string, Ban>(
    rebuiltBans(new Map(addresses.map((address) => [address, null])), AT, 1).map((ban) => [ban.address, ban]),
  )
  const totals = new Map<number, number>()
  const found: Finding[] = []
  const surroundings = { mode, isBehindProxy: false, isContainer: true }
  const leaks = new LeakPoll({
    surroundings,
    totalOf: ({ low }) => totals.get(low) ?? 0,
    ban: (address) => bans.get(address),
    onLeak: (finding) => found.push(finding),
  })
  return { leaks, totals, found, bans }
}

describe('requests that come through a ban', () => {
  it('are told once, with the likely cause, from the fifth on that is later than 2 s after the confirmation', () => {
    const { leaks, totals, found, bans } = poll(['203.0.113.7', '203.0.113.8'])
    const { low } = bans.get('203.0.113.7')!.source
    for (const address of bans.keys()) leaks.confirmed(address, AT)
    const look = (second: number, total: number) => {
      totals.set(low, total)
      leaks.look(AT + second * 1_000)
      leaks.look(AT + second * 1_000)
    }
    look(1, 400)
    look(2, 500)
    look(3, 510)
    look(4, 514)
    expect(found).toEqual([])
    look(5, 515)
    look(6, 900)
    expect(found).toMatchObject([{ kind: 'enforcement-leak', subject: { type: 'address', address: '203.0.113.7' } }])
    expect(found[0]!.evidence.text).toContain('container')
  })

  it('are none of a ban that has ended, or of a network', () => {
    const { leaks, totals, found, bans } = poll(['203.0.113.7', '198.51.100.0/24'])
    for (const address of bans.keys()) leaks.confirmed(address, AT)
    for (let second = 3; second < 9; second++) {
      for (const { source } of bans.values()) totals.set(source.low, 1_000 * second)
      if (second === 5) leaks.ended('203.0.113.7')
      if (second > 4 || second === 3) leaks.look(AT + second * 1_000)
    }
    expect(found).toEqual([])
  })

  it.each([
    ['nginx', 403, []],
    ['nginx', 444, []],
    ['nginx', 200, ['203.0.113.7', '2001:db8:7::/64']],
    ['nginx', 404, ['203.0.113.7', '2001:db8:7::/64']],
    ['nftables', 403, ['203.0.113.7', '2001:db8:7::/64']],
  ] as const)('with %s that log %d: of %j', (mode, status, leaking) => {
    const { leaks, totals, found, bans } = poll(['203.0.113.7', '2001:db8:7::/64'], mode)
    const batch = new RecordBatch()
    for (const [row, { source }] of [...bans.values()].entries()) {
      batch.keyHigh[row] = source.high
      batch.keyLow[row] = source.low
      batch.flags[row] = source.kind === 6 ? IPV6 : 0
      batch.status[row] = status
      leaks.confirmed(bans.get([...bans.keys()][row]!)!.address, AT)
    }
    for (let second = 1; second < 20; second++) {
      for (const { source } of bans.values()) totals.set(source.low, (totals.get(source.low) ?? 100) + 1)
      leaks.see(batch, 0, 2)
      leaks.look(AT + second * 1_000)
    }
    expect(
      found.map(({ subject }) => ('address' in subject ? subject.address : 'prefix' in subject && subject.prefix)),
    ).toEqual(leaking)
  })
})
