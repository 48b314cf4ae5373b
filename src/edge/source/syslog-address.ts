import { UsageError } from '../../domain/errors.ts'
import { parseAddress } from '../../lib/ip-address.ts'

const PREFIX = 'syslog:'

export interface SyslogAddress {
  /** An IP address as node:dgram takes it. */
  readonly host: string
  /** 0: the kernel chooses. */
  readonly port: number
}

/** Whether a log of this name comes by syslog, and is no file. */
export function isSyslog(path: string): boolean {
  return path.startsWith(PREFIX)
}

/** Reads `syslog:PORT`, `syslog:IPv4:PORT` or `syslog:[IPv6]:PORT`; without an address it is loopback. Throws UsageError. */
export function parseSyslogAddress(path: string): SyslogAddress {
  const [, bracketed, plain, digits] = /^syslog:(?:\[([^\]]*)\]:|([^:]*):)?(\d{1,5})$/.exec(path) ?? []
  const host = bracketed ?? (plain === 'localhost' ? undefined : plain) ?? '127.0.0.1'
  const port = Number(digits ?? Number.NaN)
  const kind = parseAddress(host)?.kind
  if (!(port <= 65_535) || kind !== (bracketed === undefined ? 4 : 6)) {
    throw new UsageError(
      `"${path}" does not say where syslog datagrams arrive`,
      'Write syslog:ADDRESS:PORT with an IP address, such as syslog:127.0.0.1:5140 or syslog:[::1]:5140. Unix sockets cannot be had: Node has no datagrams on them.',
    )
  }
  return { host, port }
}

/** Whether only this machine can reach an address that is listened on. */
export function isLoopback(host: string): boolean {
  const address = parseAddress(host)
  if (address?.kind === 4) return address.low >>> 24 === 127
  return address?.high === 0 && address.low === 0 && address.hostHigh === 0 && address.hostLow === 1
}
