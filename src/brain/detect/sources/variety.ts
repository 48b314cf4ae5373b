import type { SpanFeatures } from '../../../domain/source-features.ts'
import { ramp, share } from './log-likelihood.ts'

/** More different paths are not told apart. */
const MOST_PATHS = 100
const LEAST_LOOKED = 8

/** 0 … 1: whether each request is for something else, of those looked at: 0 up to a part `from`, 1 from `to`; 0 of too few. */
export function variety({ paths, looked }: SpanFeatures, from: number, to: number): number {
  return looked < LEAST_LOOKED ? 0 : ramp(share(paths, Math.min(looked, MOST_PATHS)), from, to)
}
