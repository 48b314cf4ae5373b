import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { IpAddress } from '../lib/ip-address.ts'
import { clientAddress } from './access/client-address.ts'

export interface ConnectionLimits {
  /** Connections at once. One more takes the place of that which has been silent longest. */
  readonly most: number
  /** Those of one address, or of one IPv6 /64. */
  readonly perAddress: number
  /** Proxies, which speak for many: only `most` holds for them. */
  readonly isTrusted: (address: IpAddress) => boolean
}

/**
 * Holds the number of connections down. Those that have not sent a whole request yet give way first, so that nobody keeps others out by opening
 * connections and saying nothing.
 */
export function guardConnections(server: Server, { most, perAddress, isTrusted }: ConnectionLimits): void {
  const counts = new Map<string, number>()
  /** Connections without a request, the one that waits longest first. */
  const waiting = new Set<Socket>()
  let all = 0
  server.on('connection', (socket: Socket) => {
    const { key, isProxy } = peerOf(socket, isTrusted)
    const count = (counts.get(key) ?? 0) + 1
    if (count > perAddress && !isProxy) return void socket.destroy()
    if (all >= most) {
      const [longest] = waiting
      if (longest === undefined) return void socket.destroy()
      waiting.delete(longest)
      longest.destroy()
    }
    all++
    counts.set(key, count)
    waiting.add(socket)
    socket.once('close', () => {
      all--
      waiting.delete(socket)
      const left = (counts.get(key) ?? 1) - 1
      if (left > 0) counts.set(key, left)
      else counts.delete(key)
    })
  })
  server.on('request', ({ socket }, response) => {
    waiting.delete(socket)
    response.once('close', () => {
      if (!socket.destroyed) waiting.add(socket)
    })
  })
}

function peerOf({ remoteAddress }: Socket, isTrusted: ConnectionLimits['isTrusted']) {
  let isProxy = false
  const { key } = clientAddress(remoteAddress, '', (address) => {
    isProxy = isTrusted(address)
    return false
  })
  return { key, isProxy }
}
