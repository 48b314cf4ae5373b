import { StateError } from '../domain/errors.ts'
import { type Milliseconds, SECOND } from '../domain/units.ts'
import type { IpAddress } from '../lib/ip-address.ts'
import { MOST_HEADERS } from './access/gate.ts'
import { guardConnections } from './connection-guard.ts'
import type { ControlApp } from './control-app.ts'

const MOST_CONNECTIONS = 1_024
/** A browser opens six, and a stream a page. */
const MOST_PER_ADDRESS = 128
const HEAD_TIMEOUT = 10 * SECOND
/** Requests over one connection, after which it is closed. */
const MOST_REQUESTS = 1_000

export interface NetworkOptions {
  /** An address, or `localhost`. */
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /** Proxies, which speak for many and may open more connections. */
  readonly isTrusted: (address: IpAddress) => boolean
  /** Milliseconds in which the head of a request must have come in; left out: 10 s. */
  readonly headTimeout?: Milliseconds
}

export interface NetworkListener {
  readonly host: string
  readonly port: number
  /** Ends connections that are open, streams too. */
  close(): Promise<void>
}

/** Serves the app by HTTP on TCP, with limits that keep one client from taking it away from others. Throws StateError when it cannot listen. */
export async function listenOnNetwork(app: ControlApp, options: NetworkOptions): Promise<NetworkListener> {
  const { host, port, isTrusted, headTimeout = HEAD_TIMEOUT } = options
  const { server } = app
  server.headersTimeout = headTimeout
  // One more than may be sent, so that those that are cut off are noticed.
  server.maxHeadersCount = MOST_HEADERS + 1
  server.maxRequestsPerSocket = MOST_REQUESTS
  guardConnections(server, { most: MOST_CONNECTIONS, perAddress: MOST_PER_ADDRESS, isTrusted })
  try {
    await app.listen({ host, port })
  } catch (cause) {
    await app.close()
    throw cannotListen(host, port, cause as NodeJS.ErrnoException)
  }
  const bound = server.address()
  return {
    host,
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    close: () => app.close(),
  }
}

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): StateError {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const [why, fix] = REASONS[cause.code ?? ''] ?? [cause.message, 'Choose another with --listen HOST:PORT.']
  return new StateError(`the dashboard cannot listen at ${place}: ${why}`, fix, { cause })
}

const REASONS: Readonly<Record<string, readonly [why: string, fix: string]>> = {
  EADDRINUSE: [
    'another program listens there',
    'Stop that one, or choose another port with server.listen or --listen HOST:PORT; off: no dashboard.',
  ],
  EACCES: [
    'this user may not use that port',
    'Choose a port of 1024 or above with server.listen or --listen HOST:PORT.',
  ],
  EADDRNOTAVAIL: [
    'this machine has no such address',
    'Choose one that it has with server.listen or --listen HOST:PORT, such as 127.0.0.1:8642.',
  ],
}
