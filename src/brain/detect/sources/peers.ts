import type { SourceFeatures } from '../../../domain/source-features.ts'
import { type ClassNumbers, MEASURES, type Measure } from './population-numbers.ts'
import { measure } from './request-weight.ts'

/** Fewer than these do not make a custom of the site. */
const FEWEST = 5
/** What is common to most is allowed, and this much more. */
const ROOM = 2.5
/** The census holds no more. */
const FULL_CENSUS = 256

/**
 * What the typical client of the site sends, as a floor for what any may send: 2.5 times the median over all clients of a minute, of whom
 * those outside the census count as silent. Where the census is full, its quietest is typical, if the mean of all clients is no lower.
 */
export function peerFloor(
  census: readonly SourceFeatures[],
  clients60: number,
  requests60: number,
): Partial<Record<Measure, number>> {
  const measured = census.map(measure)
  const floor: Partial<Record<Measure, number>> = {}
  for (const name of MEASURES) {
    const typical = median(measured, name, Math.max(clients60, FEWEST))
    const crowded = census.length >= FULL_CENSUS ? Math.min(...measured.map((one) => one[name])) : 0
    const mean =
      name === 'window60' || name === 'perMinute' ? requests60 / Math.max(1, clients60) : Number.POSITIVE_INFINITY
    floor[name] = ROOM * Math.max(typical, Math.min(crowded, mean))
  }
  return floor
}

/** Of `clients` sources; 0 when half of them are none of `measured`. */
function median(measured: readonly ClassNumbers[], name: Measure, clients: number): number {
  const sorted = measured.map((one) => one[name]).sort((a, b) => b - a)
  return sorted[Math.floor(clients / 2)] ?? 0
}
