import { addressForm } from '../address-list.ts'
import { findDuration } from '../json-duration.ts'
import { jsonFormat } from '../json-format.ts'
import type { JsonMapping } from '../json-keys.ts'
import { type JsonLeaf, leafValue } from '../json-leaves.ts'
import { forwardedOf, timeKind } from '../json-recognise.ts'

const ACCESS = 'http.log.access'
/** `client_ip`, of Caddy 2.7 and newer, knows of trusted proxies; before 2.5 the peer stood with its port in `remote_addr`. */
const ADDRESSES = ['request.client_ip', 'request.remote_ip', 'request.remote_addr']

/** Whether a line is of Caddy's logs about requests, the access log or the error log that repeats failed ones. */
export function isOfCaddy(leaves: readonly JsonLeaf[]): boolean {
  return String(leafValue(leaves, 'logger') ?? '').startsWith('http.log.')
}

/** Caddy's access log; its lines are written, and dated, at the end of a request. */
export const caddyJson = jsonFormat({
  name: 'caddy-json',
  title: 'Caddy JSON',
  map(leaves): JsonMapping | null {
    const address = ADDRESSES.find((path) => leafValue(leaves, path) !== undefined)
    const kind = timeKind(leafValue(leaves, 'ts'))
    const isAccess = String(leafValue(leaves, 'logger') ?? ACCESS).startsWith(ACCESS)
    if (address === undefined || kind === null || !isAccess || leafValue(leaves, 'status') === undefined) return null
    const forwarded = forwardedOf(leaves)
    const duration = findDuration(leaves.filter(({ path }) => path === 'duration'))
    return {
      address,
      ...(addressForm(String(leafValue(leaves, address))) === 'peer' && { addressForm: 'peer' as const }),
      time: { path: 'ts', kind },
      status: 'status',
      method: 'request.method',
      path: 'request.uri',
      bytes: 'size',
      ...(duration !== undefined && { duration }),
      ...(forwarded !== undefined && { forwarded }),
      isMixed: true,
      only: { path: 'logger', prefix: ACCESS },
    }
  },
  whyNot(leaves) {
    const logger = leafValue(leaves, 'logger')
    if (logger === undefined && !leaves.some(({ path }) => path.startsWith('request.'))) return null
    return String(logger ?? ACCESS).startsWith(ACCESS)
      ? 'a line of the access log has ts, status, request.remote_ip or request.client_ip, and one of them is missing or broken'
      : `the line is of another log of Caddy; those of requests have a logger that begins with ${ACCESS}`
  },
})
