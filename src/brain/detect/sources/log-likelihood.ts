/** A log likelihood ratio, natural logarithm: e^13.8 is a million to one. */
export type Nats = number

/**
 * How much `count` speaks against a Poisson mean of `mean`, upwards only: n·ln(n/μ) − (n − μ), the logarithm of the largest likelihood
 * ratio (Wilks 1938), divided by the dispersion: requests come in clumps of that many, and a clump is one piece of evidence.
 */
export function excessNats(count: number, mean: number, dispersion: number): Nats {
  if (count <= mean) return 0
  return (count * Math.log(count / mean) - (count - mean)) / dispersion
}

/** The smallest whole count of which `excessNats` is at least `nats`. */
export function countFor(nats: Nats, mean: number, dispersion: number): number {
  let low = Math.floor(mean)
  let high = Math.max(2, Math.ceil(mean) * 2)
  while (excessNats(high, mean, dispersion) < nats) high *= 2
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (excessNats(middle, mean, dispersion) >= nats) high = middle
    else low = middle
  }
  return high
}

/** What one success and one failure weigh when attackers succeed with `guilty` and others with `harmless` probability. */
export function binomialWeights(guilty: number, harmless: number): { readonly success: Nats; readonly failure: Nats } {
  return { success: Math.log(guilty / harmless), failure: Math.log((1 - guilty) / (1 - harmless)) }
}

/** 0 up to `from`, 1 from `to`, linear between. */
export function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)))
}

/** 0 of nothing. */
export function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0
}
