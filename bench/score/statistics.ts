/** The value that so large a share of all values does not exceed; what is missing of `count` values counts as infinite. */
export function quantile(values: readonly number[], share: number, count = values.length): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? Number.POSITIVE_INFINITY
}

/** Means between which the one of a Poisson distribution lies with 95 % certainty when `count` was observed (Garwood 1936). */
export function poissonBounds(count: number): readonly [number, number] {
  return [
    count === 0 ? 0 : root((mean) => 1 - cumulated(count - 1, mean) - 0.025, count),
    root((mean) => 0.025 - cumulated(count, mean), count),
  ]
}

/** P(X ≤ count) for a Poisson mean. */
function cumulated(count: number, mean: number): number {
  let term = -mean
  let sum = Math.exp(term)
  for (let k = 1; k <= count; k++) {
    term += Math.log(mean / k)
    sum += Math.exp(term)
  }
  return sum
}

/** Where a growing function is 0, by bisection. */
function root(of: (mean: number) => number, near: number): number {
  let low = 1e-9
  let high = 20 + 3 * near
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2
    if (of(middle) < 0) low = middle
    else high = middle
  }
  return low
}
