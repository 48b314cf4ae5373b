/** Variance over mean is taken as at least this, where the negative binomial is still defined. */
export const LEAST_DISPERSION = 1.01

/**
 * ln of how much likelier `x` is when its mean is `times` the expected one, for a negative binomial of variance
 * `dispersion` × mean at the expected mean and the same shape: exact, so that sums of it keep their promise.
 */
export function riseNats(x: number, expected: number, times: number, dispersion: number): number {
  const shape = expected / (Math.max(LEAST_DISPERSION, dispersion) - 1)
  const less = Math.log((shape + expected) / (shape + times * expected))
  return x * (Math.log(times) + less) + shape * less
}

/** `riseNats` at the `times` that suits `x` best: half the deviance, 0 when `x` is not above what is expected. */
export function surpriseNats(x: number, expected: number, dispersion: number): number {
  return x > expected ? riseNats(x, expected, x / expected, dispersion) : 0
}

/** ln of how much likelier `x` is around `there` than around `here`: both normal, variance `dispersion` × mean. */
export function nearerNats(x: number, here: number, there: number, dispersion: number): number {
  const variance = Math.max(LEAST_DISPERSION, dispersion) * Math.max(1, (here + there) / 2)
  return ((x - here) ** 2 - (x - there) ** 2) / (2 * variance)
}
