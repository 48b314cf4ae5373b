import { KnownRanges } from '../config/known-ranges.ts'
import type { Config } from '../config/schema.ts'
import { CidrSet } from '../lib/cidr-set.ts'
import { formatSource } from '../lib/ip-address.ts'
import type { LogSample } from './doctor/log-sample.ts'

/** Requests below which shares say nothing, and the share from which a peer is no visitor. */
export const ENOUGH = 20
const MUCH = 0.5
const PRIVATE = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '::1/128', 'fc00::/7']

/** Who carries most requests of a log, as a proxy does. */
export interface ProxySuspect {
  readonly kind: 'cdn' | 'private' | 'peer'
  /** What trusted_proxies would hold: the @NAME of a CDN, or the address that carries most. */
  readonly network: string
  readonly share: number
}

/** null: no peer stands out, or there are too few requests to tell. */
export function proxySuspect({ sources }: LogSample, config: Config): ProxySuspect | null {
  const all = requestsOf(sources)
  const [first] = sources
  if (all < ENOUGH || first === undefined) return null
  const ranges = new KnownRanges(config.known_ranges)
  const inside = new CidrSet(PRIVATE.map((cidr) => ({ cidr, list: 'private' })))
  const cdns = new Map<string, number>()
  let hidden = 0
  for (const { source, requests } of sources) {
    const cdn = ranges.cdnOf(source)
    if (cdn !== undefined) cdns.set(cdn, (cdns.get(cdn) ?? 0) + requests)
    if (inside.touching(source) !== undefined) hidden += requests
  }
  const top = formatSource(first.source.kind, first.source.high, first.source.low)
  const [name, most] = [...cdns].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
  if (most > MUCH * all) return { kind: 'cdn', network: `@${name}`, share: most / all }
  if (hidden > MUCH * all) return { kind: 'private', network: top, share: hidden / all }
  if (first.requests > MUCH * all) return { kind: 'peer', network: top, share: first.requests / all }
  return null
}

export function requestsOf(sources: LogSample['sources']): number {
  return sources.reduce((sum, { requests }) => sum + requests, 0)
}
