/** Buckets of one power of two: relative widths of 1/64 … 1/128. */
const PER_OCTAVE = 64
/** The smallest value that is told apart from zero: 2^-4, in milliseconds 62 µs. */
const LOWEST = -4
const OCTAVES = 24
export const BUCKETS = PER_OCTAVE * OCTAVES
/** The upper word of 2^-4, cut to its exponent and six bits of mantissa. */
const BASE = ((1_023 + LOWEST) << 6) >>> 0

/** The bucket of a value ≥ 0, from the upper 32 bits of its double; values from 2^20 on share the last one. */
export function bucketOf(upperWord: number): number {
  const bucket = (upperWord >>> 14) - BASE
  return bucket < 0 ? 0 : bucket < BUCKETS ? bucket : BUCKETS - 1
}

/** The middle of a bucket. */
export function middleOf(bucket: number): number {
  const octave = Math.floor(bucket / PER_OCTAVE)
  return 2 ** (octave + LOWEST) * (1 + ((bucket % PER_OCTAVE) + 0.5) / PER_OCTAVE)
}

/** The q-quantile (0 … 1) of `total` values in `counts`; 0 when there are none. `find`: `bucketBelow`, or what does the same. */
export function quantileOf(counts: Uint32Array, total: number, q: number, find = bucketBelow): number {
  if (total === 0) return 0
  return middleOf(find(counts, total - 1 - Math.floor(q * (total - 1))))
}

/** The bucket with the value that has `above` values above it, the lowest when there are fewer: from above, as high quantiles are asked for. */
export function bucketBelow(counts: Uint32Array, above: number): number {
  let rest = above
  for (let bucket = BUCKETS - 1; bucket >= 0; bucket--) {
    rest -= counts[bucket]!
    if (rest < 0) return bucket
  }
  return 0
}

/** Coarse buckets are a quarter of a power of two. */
export const COARSE_BUCKETS = OCTAVES * 4
const FINE = PER_OCTAVE / 4

/** The coarse bucket of a value. */
export function coarseBucketOf(value: number): number {
  scratch[0] = value
  return (bucketOf(scratchWords[1]!) / FINE) | 0
}

/** The smallest value of a coarse bucket, within it the buckets are linear: 2^-4 · 2^⌊b/4⌋ · (1 + (b mod 4)/4). */
export function coarseEdge(bucket: number): number {
  return 2 ** (LOWEST + Math.floor(bucket / 4)) * (1 + (bucket % 4) / 4)
}

const scratch = new Float64Array(1)
const scratchWords = new Uint32Array(scratch.buffer)

/**
 * Quantiles of values from 2^-4 to 2^20 in 6 KiB, each with a relative error of at most 1/128 < 1 %: a DDSketch (C. Masson,
 * J. Rim, H. Lee, 2019) whose buckets are linear within a power of two, so that no logarithm is taken. Merging commutes and
 * associates.
 */
export class DdSketch {
  readonly counts = new Uint32Array(BUCKETS)
  total = 0

  add(value: number): void {
    scratch[0] = value
    this.counts[bucketOf(scratchWords[1]!)]!++
    this.total++
  }

  merge(other: DdSketch): void {
    for (let i = 0; i < BUCKETS; i++) this.counts[i]! += other.counts[i]!
    this.total += other.total
  }

  quantile(q: number): number {
    return quantileOf(this.counts, this.total, q)
  }
}
