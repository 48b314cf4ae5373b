import { parseAddress } from '../lib/ip-address.ts'

/** Where the dashboard listens. */
export interface ListenAddress {
  /** An address, or `localhost`. */
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
}

/** null when it is neither an address nor `localhost` with a port. */
export function parseListen(text: string): ListenAddress | null {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  if (host === undefined || port > 65_535) return null
  if (host === 'localhost') return { host, port }
  const address = parseAddress(host)
  return address !== null && host.includes(':') === (bracketed !== undefined) ? { host, port } : null
}

interface ServerConfig {
  readonly listen: string | null
  readonly public_url: string | null
  readonly password: string | null
  readonly token: string | null
}

/** Why the dashboard must not be served like this, with the option that is to be changed; null: it may. */
export function exposureFault({ listen, public_url, password, token }: ServerConfig) {
  if (listen === null || password !== null || token !== null) return null
  const advice = 'set server.password or server.token'
  if (public_url !== null)
    return { option: 'public_url', message: `without a credential everybody would see everything: ${advice}` } as const
  if (!isLoopback(parseListen(listen)?.host ?? ''))
    return {
      option: 'listen',
      message: `on this address others than this machine could see everything: ${advice}, or listen at 127.0.0.1`,
    } as const
  return null
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  const { kind, high, low, hostHigh, hostLow } = parseAddress(host) ?? {
    kind: 4,
    high: 0,
    low: 0,
    hostHigh: 0,
    hostLow: 0,
  }
  return kind === 4 ? low >>> 24 === 127 : high === 0 && low === 0 && hostHigh === 0 && hostLow === 1
}
