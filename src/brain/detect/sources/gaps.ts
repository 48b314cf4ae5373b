import type { EvidencePart } from '../../../domain/finding.ts'
import type { SpanFeatures } from '../../../domain/source-features.ts'
import { type Nats, ramp } from './log-likelihood.ts'

/** Deviation of gaps over their mean: of a clock 0, of chance 1, of bursts far more. */
const CLOCK = 0.3
const BURSTS = 2
const MOST_AGAINST: Nats = 8

/** 0 … 1: how much it keeps time. */
export function evenness({ gapVariation }: SpanFeatures): number {
  return gapVariation === null ? 0 : 1 - ramp(gapVariation, CLOCK, 2 * CLOCK)
}

/**
 * Whether requests keep coming, or come in bursts with long rests between, as those of people and of programs that fetch what is new.
 * `clock` is what it weighs when they keep time. Only for spans of minutes: within a burst every client is fast and even.
 */
export function gapPart({ gapVariation }: SpanFeatures, clock: Nats): EvidencePart | null {
  if (gapVariation === null) return null
  const nats =
    gapVariation < CLOCK
      ? clock
      : gapVariation > BURSTS
        ? -Math.min(MOST_AGAINST, 2 * Math.log(gapVariation / BURSTS))
        : 0
  if (nats === 0) return null
  return { name: 'gaps', observed: gapVariation, expected: 1, unit: 'deviation of gaps over their mean', nats }
}
