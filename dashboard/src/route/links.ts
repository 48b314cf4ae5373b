import { formatAddress, type TimeRange } from './address.ts'

/** `address`: canonical text of an address or a network. */
export function sourceLink(address: string): string {
  return `/sources/${encodeURIComponent(address)}`
}

export function incidentLink(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`
}

/** A page with the range that is looked at now. */
export function pageLink(path: string, range: TimeRange): string {
  if (range.kind === 'fixed') return formatAddress(path, { from: String(range.from), to: String(range.to) })
  return formatAddress(path, { range: range.name === '15m' ? undefined : range.name })
}
