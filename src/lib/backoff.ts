/**
 * Milliseconds to wait before the next attempt, `failures` ≥ 1 having failed: doubles from `first` up to `most`, and a random half of it is
 * taken off, so that many who failed together do not come back together.
 */
export function backoff(failures: number, first: number, most: number, random: () => number = Math.random): number {
  const full = Math.min(most, first * 2 ** Math.min(failures - 1, 30))
  return Math.round(full / 2 + (full / 2) * random())
}
