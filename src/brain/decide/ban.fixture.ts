import type { Ban } from '../../domain/ban.ts'
import type { Crossing } from '../../domain/limits.ts'
import type { SourceKey } from '../../domain/source.ts'
import { prefixSource } from '../../domain/source-prefix.ts'
import { formatSource, parseAddress } from '../../lib/ip-address.ts'

export const START = Date.UTC(2026, 2, 2, 9, 15, 1, 700)

/** Of an address, or of a /24 or /48. */
export function sourceOf(text: string): SourceKey {
  const prefix = prefixSource(text)
  if (prefix !== null) return prefix
  const { kind, high, low } = parseAddress(text)!
  return { kind, high, low }
}

/** A ban of `address` for ten minutes. */
export function banOf(address: string, at = START, change: Partial<Ban> = {}): Ban {
  const source = sourceOf(address)
  const { duration = 600_000 } = change
  return {
    id: '0123456789ab',
    source,
    address: formatSource(source.kind, source.high, source.low, source.bits),
    kind: 'source-flood',
    incident: 'ba9876543210',
    at,
    duration,
    until: duration === null ? null : at + duration,
    offence: 1,
    evidence: {
      detector: 'ceiling',
      observed: 301,
      expected: null,
      limit: 300,
      unit: 'requests',
      window: 1,
      baseline: null,
      lines: ['GET /'],
    },
    reason: '301 requests in 1 s; the ceiling for one source is 300 in 1 s.',
    ...change,
  }
}

/** The 301st request of `address` in one second. */
export function crossingOf(address: string, at = START, change: Partial<Crossing> = {}): Crossing {
  return {
    source: sourceOf(address),
    at,
    window: 1,
    observed: 301,
    limit: 300,
    strict: false,
    requests60: 301,
    errors60: 0,
    known: 0,
    siteKnown: 0,
    features: null,
    studied: false,
    line: 'GET /a?token=s3cret HTTP/1.1',
    ...change,
  }
}
