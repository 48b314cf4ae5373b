import type { Random } from '../../lib/random.ts'

/** Below, counts are drawn by going through their probabilities; above, by rejection. */
const FEW = 10

/** Normal with mean 0 and deviation 1 (G. Marsaglia's polar method, 1964). */
export function normal(random: Random): number {
  for (;;) {
    const x = 2 * random.next() - 1
    const y = 2 * random.next() - 1
    const square = x * x + y * y
    if (square < 1 && square > 0) return x * Math.sqrt((-2 * Math.log(square)) / square)
  }
}

/** Gamma with this shape > 0 and scale 1: its mean and variance are `shape` (G. Marsaglia, W. W. Tsang, 2000). */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random.next()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const root = 1 + c * x
    if (root <= 0) continue
    const v = root * root * root
    const u = 1 - random.next()
    if (u < 1 - 0.0331 * x ** 4 || Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v
  }
}

/** Poisson with this mean ≥ 0; exact in its tails (W. Hörmann, "The transformed rejection method", 1993, PTRS). */
export function poisson(random: Random, mean: number): number {
  if (mean < FEW) return poissonOfFew(random, mean)
  const root = Math.sqrt(mean)
  const logMean = Math.log(mean)
  const b = 0.931 + 2.53 * root
  const a = -0.059 + 0.02483 * b
  const inverse = 1.1239 + 1.1328 / (b - 3.4)
  const v0 = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = random.next() - 0.5
    const v = 1 - random.next()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43)
    if (us >= 0.07 && v <= v0) return k
    if (k < 0 || (us < 0.013 && v > us)) continue
    const accepted = Math.log(v) + Math.log(inverse) - Math.log(a / (us * us) + b)
    if (accepted <= k * logMean - mean - logFactorial(k)) return k
  }
}

/** Negative binomial with this mean and variance `k` · mean, k ≥ 1: a Poisson count whose mean is gamma distributed. */
export function negativeBinomial(random: Random, mean: number, k: number): number {
  if (mean <= 0) return 0
  if (k <= 1) return poisson(random, mean)
  return poisson(random, gamma(random, mean / (k - 1)) * (k - 1))
}

/** How many of `n` are taken when each is with probability `p`; exact in its tails (W. Hörmann, 1993, BTRS). */
export function binomial(random: Random, n: number, p: number): number {
  if (n <= 0 || p <= 0) return 0
  if (p > 0.5) return n - binomial(random, n, 1 - p)
  if (n * p < FEW) return binomialOfFew(random, n, p)
  const q = 1 - p
  const spread = Math.sqrt(n * p * q)
  const b = 1.15 + 2.53 * spread
  const a = -0.0873 + 0.0248 * b + 0.01 * p
  const c = n * p + 0.5
  const alpha = (2.83 + 5.1 / b) * spread
  const vr = 0.92 - 4.2 / b
  const odds = Math.log(p / q)
  const mode = Math.floor((n + 1) * p)
  const atMode = logFactorial(mode) + logFactorial(n - mode)
  for (;;) {
    const u = random.next() - 0.5
    const v = 1 - random.next()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + c)
    if (us >= 0.07 && v <= vr) return k
    if (k < 0 || k > n) continue
    const accepted = Math.log((v * alpha) / (a / (us * us) + b))
    if (accepted <= atMode - logFactorial(k) - logFactorial(n - k) + (k - mode) * odds) return k
  }
}

function poissonOfFew(random: Random, mean: number): number {
  let left = random.next()
  let probability = Math.exp(-mean)
  let count = 0
  while (left >= probability && probability > 0) {
    left -= probability
    probability *= mean / ++count
  }
  return count
}

function binomialOfFew(random: Random, n: number, p: number): number {
  const odds = p / (1 - p)
  let left = random.next()
  let probability = Math.exp(n * Math.log1p(-p))
  let count = 0
  while (left >= probability && count < n) {
    left -= probability
    probability *= (odds * (n - count)) / (count + 1)
    count++
  }
  return count
}

/** A table of 128 KiB: without it half of the time goes into logarithms. */
const FACTORIALS = logFactorials(16_384)

function logFactorials(count: number): Float64Array {
  const logs = new Float64Array(count)
  for (let n = 2; n < count; n++) logs[n] = logs[n - 1]! + Math.log(n)
  return logs
}

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI)

/** ln n!, from a table or by Stirling's series, whose error is below 1e-12 there. */
function logFactorial(n: number): number {
  if (n < FACTORIALS.length) return FACTORIALS[n]!
  const x = n + 1
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_2PI + 1 / (12 * x) - 1 / (360 * x * x * x)
}
