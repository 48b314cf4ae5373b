import { spawnSync } from 'node:child_process'

/** Runs a command to its end; throws with what it said when it fails. */
export function runSync(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** Why namespaces cannot be had here, or undefined when they can. */
export function namespaceTrouble(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'network namespaces need root on Linux'
  const { error, status } = spawnSync('ip', ['netns', 'list'])
  return error || status !== 0 ? 'network namespaces need the command ip (Debian package iproute2)' : undefined
}

/** A server and a client side joined by a virtual cable; the client side owns whole documentation ranges. */
export class NetworkPair {
  readonly server = `bw-s-${process.pid}`
  readonly client = `bw-c-${process.pid}`
  static readonly serverAddress = '192.0.2.1'
  static readonly serverAddress6 = '2001:db8:ffff::1'

  constructor() {
    const ip = (...args: string[]) => runSync('ip', args)
    for (const name of [this.server, this.client]) {
      ip('netns', 'add', name)
      ip('-n', name, 'link', 'set', 'lo', 'up')
    }
    ip('link', 'add', 'va', 'netns', this.server, 'type', 'veth', 'peer', 'name', 'vb', 'netns', this.client)
    ip('-n', this.server, 'addr', 'add', `${NetworkPair.serverAddress}/24`, 'dev', 'va')
    ip('-n', this.client, 'addr', 'add', '192.0.2.2/24', 'dev', 'vb')
    ip('-n', this.server, '-6', 'addr', 'add', `${NetworkPair.serverAddress6}/64`, 'dev', 'va', 'nodad')
    ip('-n', this.client, '-6', 'addr', 'add', '2001:db8:ffff::2/64', 'dev', 'vb', 'nodad')
    // Both sides know each other's hardware address from the start: neighbour discovery would lose the first packets.
    const [serverCard, clientCard] = ['02:00:00:00:00:01', '02:00:00:00:00:02']
    ip('-n', this.server, 'link', 'set', 'va', 'address', serverCard, 'up')
    ip('-n', this.client, 'link', 'set', 'vb', 'address', clientCard, 'up')
    for (const address of [NetworkPair.serverAddress, NetworkPair.serverAddress6]) {
      ip('-n', this.client, 'neigh', 'replace', address, 'lladdr', serverCard, 'dev', 'vb')
    }
    for (const address of ['192.0.2.2', '2001:db8:ffff::2']) {
      ip('-n', this.server, 'neigh', 'replace', address, 'lladdr', clientCard, 'dev', 'va')
    }
    // Every address of these ranges is the client's own, without adding any to an interface.
    ip('-n', this.client, 'route', 'add', 'local', '198.18.0.0/15', 'dev', 'lo')
    ip('-n', this.server, 'route', 'add', '198.18.0.0/15', 'via', '192.0.2.2')
    // For IPv6 that alone does not let a program bind to them.
    spawnSync('ip', ['netns', 'exec', this.client, 'tee', '/proc/sys/net/ipv6/ip_nonlocal_bind'], { input: '1' })
    ip('-n', this.client, '-6', 'route', 'add', 'local', '2001:db8:bad::/48', 'dev', 'lo')
    ip('-n', this.server, '-6', 'route', 'add', '2001:db8:bad::/48', 'via', '2001:db8:ffff::2')
  }

  within(name: string): readonly string[] {
    return ['ip', 'netns', 'exec', name]
  }

  remove(): void {
    for (const name of [this.server, this.client]) spawnSync('ip', ['netns', 'del', name])
  }
}
