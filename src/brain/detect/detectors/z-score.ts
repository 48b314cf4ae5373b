import { RateRule } from './rate-rule.ts'

export interface ZScoreRuleOptions {
  readonly z: number
  /** For a source whose errors surge. */
  readonly strictZ: number
  /** Requests a second. */
  readonly floor: number
}

/** More than `z` standard deviations above the site's mean of 30 minutes. */
export function zScoreRule({ z, strictZ, floor }: ZScoreRuleOptions): RateRule {
  return new RateRule('z-score', floor, (mean, stddev, strict) => mean + (strict ? strictZ : z) * stddev)
}
