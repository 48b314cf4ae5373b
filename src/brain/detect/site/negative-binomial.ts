/** Below this mean tails are summed exactly. */
const EXACT = 30
/** Terms of a tail that are summed at most; what is left is far out. */
const MOST_TERMS = 400

/**
 * −log10 of the probability that a negative binomial of this mean and variance k·mean is at least `amount`, or at most when that lies below
 * the mean. Exact for a mean below 30, else from the deviance, whose signed root is nearly normal (P. McCullagh and J. Nelder, 1989).
 */
export function surpriseOf(amount: number, mean: number, k: number): number {
  if (mean <= 0) return 0
  const r = mean / (k - 1)
  if (mean >= EXACT || amount > 10 * EXACT) return -normalTail(Math.sqrt(deviance(amount, mean, r)))
  const whole = Math.round(amount)
  let log = logProbability(whole, mean, r)
  let sum = 0
  let term = 1
  const up = whole >= mean
  for (let i = 0, x = whole; i < MOST_TERMS && term > 1e-12 * sum && x >= 0; i++) {
    sum += term
    // P(x + 1) / P(x) = (x + r) / (x + 1) · mean / (r + mean)
    term *= up ? (((x + r) / (x + 1)) * mean) / (r + mean) : (x / (x - 1 + r)) * ((r + mean) / mean)
    x += up ? 1 : -1
  }
  log += Math.log(sum)
  return Math.max(0, -log / Math.LN10)
}

function deviance(amount: number, mean: number, r: number): number {
  const own = amount > 0 ? amount * Math.log(amount / mean) : 0
  return Math.max(0, 2 * (own - (amount + r) * Math.log((amount + r) / (mean + r))))
}

/** log10 of the normal probability beyond z ≥ 0 (Abramowitz and Stegun 7.1.26 near the middle, Mills' ratio further out). */
function normalTail(z: number): number {
  if (z > 3) return (-(z * z) / 2 - Math.log(z * Math.sqrt(2 * Math.PI)) + Math.log1p(-1 / (z * z + 2))) / Math.LN10
  const t = 1 / (1 + 0.2316419 * z)
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return Math.log10((Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series)
}

function logProbability(x: number, mean: number, r: number): number {
  return (
    logGamma(x + r) - logGamma(r) - logGamma(x + 1) + r * Math.log(r / (r + mean)) + x * Math.log(mean / (r + mean))
  )
}

/** ln Γ(x) for x > 0 by Stirling's series, after a shift to x ≥ 8; absolute error below 1e-10. */
function logGamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < 8; at++) shift += Math.log(at)
  const inverse = 1 / (at * at)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1_260 - inverse / 1_680))) / at
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift
}
