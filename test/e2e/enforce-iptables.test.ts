import { spawnSync } from 'node:child_process'
import { describe } from 'vitest'
import { Iptables } from '../../src/edge/enforce/enforcers/iptables.ts'
import { firewallPromises } from './enforce-packets.ts'
import type { EnforcedNetwork } from './enforced-network.ts'
import { namespaceTrouble } from './network-namespace.ts'

const missing = ['iptables', 'ipset'].filter((command) => spawnSync(command, ['--version']).error)
const trouble =
  namespaceTrouble() ?? (missing.length > 0 ? `the Debian packages ${missing.join(', ')} are missing` : undefined)
if (trouble) process.stdout.write(`skipped, iptables with packets: ${trouble}\n`)

const BOTH = ['iptables', 'ip6tables'] as const
const foreign = {
  make(network: EnforcedNetwork): void {
    for (const program of BOTH) {
      network.run(program, '-N', 'DOCKER-USER')
      network.run(program, '-A', 'DOCKER-USER', '-j', 'RETURN')
      network.run(program, '-A', 'FORWARD', '-j', 'DOCKER-USER')
      network.run(program, '-A', 'INPUT', '-m', 'conntrack', '--ctstate', 'ESTABLISHED', '-j', 'ACCEPT')
    }
    network.run('ipset', 'create', 'foreign', 'hash:ip')
  },
  text: (network: EnforcedNetwork) =>
    [...BOTH.map((program) => network.run(program, '-S')), network.run('ipset', 'save')].join(''),
}
const all =
  (...args: readonly string[]) =>
  (network: EnforcedNetwork) => {
    for (const program of BOTH) network.run(program, ...args)
  }
const damages = {
  'INPUT is empty': all('-F', 'INPUT'),
  'our chain is empty': all('-F', 'BREAKWATER'),
  'another rule stands before ours': all('-I', 'INPUT', '1', '-p', 'tcp', '-j', 'ACCEPT'),
}

describe.skipIf(trouble !== undefined)('enforced by', () => {
  firewallPromises({
    name: 'iptables with ipset',
    create: (prefix) => new Iptables({ prefix, ipset: true }),
    expires: true,
    foreign,
    damages: {
      ...damages,
      'the sets are empty': (network) => {
        for (const set of ['breakwater4', 'breakwater6']) network.run('ipset', 'flush', set)
      },
    },
  })

  firewallPromises({
    name: 'iptables without ipset',
    create: (prefix) => new Iptables({ prefix, ipset: false }),
    expires: false,
    foreign,
    damages: { 'all rules are gone': all('-F', 'INPUT'), 'our chain is empty': all('-F', 'BREAKWATER') },
  })
})
