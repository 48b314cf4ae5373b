import { addressForm } from '../address-list.ts'
import { jsonFormat } from '../json-format.ts'
import type { JsonMapping } from '../json-keys.ts'
import { type JsonLeaf, leafValue } from '../json-leaves.ts'
import { forwardedOf, timeKind } from '../json-recognise.ts'

const has = (leaves: readonly JsonLeaf[], path: string) => leafValue(leaves, path) !== undefined

/**
 * Traefik's access log. `ClientHost` is the peer, or the whole X-Forwarded-For when Traefik's own settings trust the peer: then the
 * last entry counts. The time is the start of a request where there is one; `time` is when the line was written.
 */
export const traefikJson = jsonFormat({
  name: 'traefik-json',
  title: 'Traefik JSON',
  map(leaves): JsonMapping | null {
    const address = ['ClientHost', 'ClientAddr'].find((path) => addressForm(String(leafValue(leaves, path))) !== null)
    const start = ['StartUTC', 'StartLocal'].find((path) => timeKind(leafValue(leaves, path)) !== null)
    const time = start ?? (has(leaves, 'time') ? 'time' : undefined)
    const kind = time === undefined ? null : timeKind(leafValue(leaves, time))
    const forwarded = forwardedOf(leaves)
    if (address === undefined || time === undefined || kind === null || !has(leaves, 'DownstreamStatus')) return null
    return {
      address,
      addressForm: 'peer',
      time: { path: time, kind },
      status: 'DownstreamStatus',
      method: 'RequestMethod',
      path: 'RequestPath',
      isMixed: true,
      bytes: 'DownstreamContentSize',
      ...(has(leaves, 'Duration') && { duration: { path: 'Duration', unit: 'ns' as const } }),
      ...(start !== undefined && { startsAt: true as const }),
      ...(forwarded !== undefined && { forwarded }),
    }
  },
  whyNot: (leaves) =>
    leaves.some(({ path }) => /^(?:Client|Downstream|Origin|Router|Request)[A-Z]/.test(path))
      ? 'a line has ClientHost or ClientAddr, DownstreamStatus, and StartUTC or time, and one of them is missing or broken: keep them in accessLog.fields'
      : null,
})
