import { parseCidr } from '../lib/cidr-set.ts'

const range = (list: readonly string[]) => list.map(parseCidr)

/** Never a server. */
const NEVER = range(['0.0.0.0/8', '224.0.0.0/3', '::/128', 'ff00::/8'])
/** Where clouds tell machines their own secrets, and other neighbours of the cable. */
const LOCAL = range(['169.254.0.0/16', '100.100.100.200/32', '192.0.0.192/32', 'fe80::/10', 'fd00:ec2::/32'])
const LOOPBACK = range(['127.0.0.0/8', '::1/128'])
const PRIVATE = range(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'])
/** IPv4 in IPv6 that a gateway would unpack. */
const WRAPPED = range(['64:ff9b::/96', '2002::/16', '::/96'])

/** Whether the host of an address is written as this machine: a name that only resolves to it is not. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isIn(host, LOOPBACK)
}

/**
 * Why this address must not be connected to; null: it may. `host`: what was configured, a name or an address. A private address is only for
 * those who wrote it down as such or allow it: a name may come to point anywhere.
 */
export function forbiddenAddress(host: string, address: string, allowPrivate: boolean): string | null {
  if (isIn(address, NEVER)) return `${address} is no address of a server`
  if (allowPrivate) return null
  if (isIn(address, LOCAL)) return `${address} is link-local or a metadata service; allow_private: true would allow it`
  if (isLoopbackHost(host) && isIn(address, LOOPBACK)) return null
  if (isIn(host, PRIVATE)) return null
  if (isIn(address, [...LOOPBACK, ...PRIVATE, ...WRAPPED]))
    return `${host} resolves to the private address ${address}; allow_private: true would allow it`
  return null
}

function isIn(address: string, ranges: ReturnType<typeof range>): boolean {
  try {
    const { kind, first } = parseCidr(address)
    return ranges.some((one) => one.kind === kind && one.first <= first && first <= one.last)
  } catch {
    return false
  }
}
