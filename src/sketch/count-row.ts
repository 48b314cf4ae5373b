/** Buckets of the row. */
export const WIDTH = 1_024

/**
 * Counts of many things by the lower bits of their hashes, in 4 KiB: a Count-Min sketch of a single row (G. Cormode,
 * S. Muthukrishnan, 2005). A count is never too small; it is too large by more than c·N/1024 with a chance of at most 1/c, N being all that was
 * counted. Merging commutes and associates, and what was merged can be taken away again, which windows need.
 */
export class CountRow {
  readonly counts = new Uint32Array(WIDTH)

  add(hash: number): void {
    this.counts[hash & (WIDTH - 1)]!++
  }

  /** At least how often `hash` was added. */
  count(hash: number): number {
    return this.counts[hash & (WIDTH - 1)]!
  }

  merge(other: CountRow): void {
    for (let i = 0; i < WIDTH; i++) this.counts[i]! += other.counts[i]!
  }
}

/** The `most` buckets with the highest counts, the highest first; equal ones by number. Without empty ones. */
export function busiest(counts: Uint32Array, most: number): number[] {
  const top: number[] = []
  let least = 0
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket]!
    if (count <= least) continue
    let at = Math.min(top.length, most - 1)
    for (; at > 0 && counts[top[at - 1]!]! < count; at--) top[at] = top[at - 1]!
    top[at] = bucket
    if (top.length === most) least = counts[top[most - 1]!]!
  }
  return top
}
