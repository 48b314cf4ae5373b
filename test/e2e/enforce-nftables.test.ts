import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { Nftables } from '../../src/edge/enforce/enforcers/nftables.ts'
import { firewallPromises } from './enforce-packets.ts'
import { EnforcedNetwork } from './enforced-network.ts'
import { namespaceTrouble, runSync } from './network-namespace.ts'

const trouble =
  namespaceTrouble() ?? (spawnSync('nft', ['--version']).error ? 'the Debian package nftables is missing' : undefined)
if (trouble) process.stdout.write(`skipped, nftables with packets: ${trouble}\n`)

const FOREIGN = `table inet foreign {
  set s { type ipv4_addr; elements = { 203.0.113.99 } }
  chain input { type filter hook input priority -10; policy accept; ct state established,related accept; ip saddr @s drop; }
}
table ip breakwater {
  chain c { }
}
`

/** Runs of the engine, one after the other, with a ban of a prefix that seldom is. */
describe.skipIf(trouble !== undefined)('a later run with nftables', () => {
  it('takes over sets of unusual prefixes that an earlier one made', async () => {
    const name = `bw-l-${process.pid}`
    runSync('ip', ['netns', 'add', name])
    try {
      const create = () => new Nftables({ table: 'breakwater', prefix: ['ip', 'netns', 'exec', name] })
      await create().apply([{ type: 'add', address: '198.51.96.0/20', remaining: 60_000 }])
      const later = create()
      await later.apply([])
      await later.read()
      await later.apply([{ type: 'add', address: '203.0.113.7', remaining: 60_000 }])
      expect([...(await later.read()).keys()].sort()).toEqual(['198.51.96.0/20', '203.0.113.7'])
      await later.apply([{ type: 'remove', address: '198.51.96.0/20' }])
      expect([...(await later.read()).keys()]).toEqual(['203.0.113.7'])
    } finally {
      runSync('ip', ['netns', 'del', name])
    }
  })
})

describe.skipIf(trouble !== undefined)('what nftables drops', () => {
  it('is counted since the start, over rules that were made anew, and without that of a run before', async () => {
    const network = new EnforcedNetwork()
    try {
      await network.ready()
      const create = () => new Nftables({ table: 'breakwater', prefix: network.server })
      const first = create()
      await first.apply([{ type: 'add', address: '198.18.1.7', remaining: 60_000 }])
      await network.connect('198.18.1.7')
      await first.read()
      const dropped = first.dropped
      expect(dropped).toBeGreaterThan(0)
      await first.apply([])
      network.run('nft', 'flush', 'ruleset')
      await first.read()
      await first.apply([{ type: 'add', address: '198.18.1.7', remaining: 60_000 }])
      await network.connect('198.18.1.7')
      await first.read()
      expect(first.dropped).toBeGreaterThan(dropped)
      const later = create()
      await later.apply([])
      await later.read()
      expect(later.dropped).toBe(0)
    } finally {
      await network.remove()
    }
  })
})

describe.skipIf(trouble !== undefined)('enforced by', () => {
  firewallPromises({
    name: 'nftables',
    create: (prefix) => new Nftables({ table: 'breakwater', prefix }),
    expires: true,
    foreign: {
      make: (network) => network.nft(FOREIGN),
      text: (network) => network.run('nft', 'list', 'ruleset'),
    },
    damages: {
      'all rules of the machine are gone': (network) => network.run('nft', 'flush', 'ruleset'),
      'a chain is empty': (network) => network.run('nft', 'flush', 'chain', 'inet', 'breakwater', 'input'),
      'a set is empty': (network) => {
        for (const set of ['v4_32', 'v6_64']) network.run('nft', 'flush', 'set', 'inet', 'breakwater', set)
      },
    },
  })
})
