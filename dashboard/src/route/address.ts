import type { EpochSeconds } from '../../../src/domain/units.ts'

/** The state of the page as its address holds it. */
export interface Address {
  /** Begins with a slash and ends without one. */
  readonly path: string
  /** Filters and range, by name; nothing is empty. */
  readonly query: Readonly<Record<string, string>>
}

/** Lengths to choose from, in seconds; the first is what is shown when nobody chose. */
export const RANGES = { '15m': 900, '1h': 3_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const
export type RangeName = keyof typeof RANGES

/** What charts show: the last so many seconds, moving with time, or a stretch that stands still. */
export type TimeRange =
  | { readonly kind: 'last'; readonly name: RangeName; readonly seconds: number }
  | { readonly kind: 'fixed'; readonly from: EpochSeconds; readonly to: EpochSeconds }

export function parseAddress(url: URL): Address {
  const path = url.pathname.replace(/\/+$/, '') || '/'
  const query = Object.fromEntries([...url.searchParams].filter(([, value]) => value !== ''))
  return { path, query }
}

/** As a link. Values that are empty or undefined are left out. */
export function formatAddress(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, value)
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

/** What is no range means the usual one. */
export function rangeOf(query: Address['query']): TimeRange {
  const [from, to] = [Number(query.from), Number(query.to)]
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from > 0 && to > from)
    return { kind: 'fixed', from, to }
  const name = query.range ?? ''
  return Object.hasOwn(RANGES, name) ? lastRange(name as RangeName) : lastRange('15m')
}

/** The part of a query that stands for a range: hand it to `changeQuery`. A stretch keeps the length that was chosen before, for the way back. */
export function rangeQuery(
  range: RangeName | { readonly from: EpochSeconds; readonly to: EpochSeconds },
): Readonly<Record<string, string | undefined>> {
  return typeof range === 'string'
    ? { ...MOVING, range: range === '15m' ? undefined : range }
    : { from: String(Math.floor(range.from)), to: String(Math.ceil(range.to)) }
}

/** Back from a stretch to what moves with time. */
export const MOVING: Readonly<Record<string, undefined>> = { from: undefined, to: undefined }

function lastRange(name: RangeName): TimeRange {
  return { kind: 'last', name, seconds: RANGES[name] }
}
