import { addressForm } from '../address-list.ts'
import { jsonFormat } from '../json-format.ts'
import type { JsonMapping } from '../json-keys.ts'
import { type JsonLeaf, leafValue } from '../json-leaves.ts'
import { forwardedOf, timeKind } from '../json-recognise.ts'

const ADDRESSES = ['downstream_remote_address', 'downstream_direct_remote_address']
const PATHS = ['path', ':path', 'x-envoy-origin-path', 'x_envoy_origin_path']

/** JSON as Istio and Envoy Gateway have Envoy write it: told by `response_flags`, which no other server has. */
export const envoyJson = jsonFormat({
  name: 'envoy-json',
  title: 'Envoy JSON',
  map(leaves): JsonMapping | null {
    const has = (path: string) => leafValue(leaves, path) !== undefined
    const address = ADDRESSES.find((path) => addressForm(String(leafValue(leaves, path))) !== null)
    const kind = timeKind(leafValue(leaves, 'start_time'))
    if (!has('response_flags') || !has('response_code') || address === undefined || kind === null) return null
    const method = ['method', ':method'].find(has)
    const path = PATHS.find(has)
    const forwarded = forwardedOf(leaves)
    return {
      address,
      addressForm: 'peer',
      time: { path: 'start_time', kind },
      status: 'response_code',
      startsAt: true,
      bytes: 'bytes_sent',
      isMixed: true,
      ...(has('duration') && { duration: { path: 'duration', unit: 'ms' as const } }),
      ...(method !== undefined && { method }),
      ...(path !== undefined && { path }),
      ...(forwarded !== undefined && { forwarded }),
    }
  },
  whyNot: (leaves: readonly JsonLeaf[]) =>
    leaves.some(({ path }) => path === 'response_flags')
      ? 'a line has downstream_remote_address, start_time and response_code, and one of them is missing or broken: add %DOWNSTREAM_REMOTE_ADDRESS% to json_format'
      : null,
})
