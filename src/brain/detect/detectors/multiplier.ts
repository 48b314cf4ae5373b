import { RateRule } from './rate-rule.ts'

export interface MultiplierOptions {
  readonly multiplier: number
  /** For a source whose errors surge. */
  readonly strictMultiplier: number
  /** Requests a second. */
  readonly floor: number
}

/** More than `multiplier` times the site's mean of 30 minutes. */
export function multiplierRule({ multiplier, strictMultiplier, floor }: MultiplierOptions): RateRule {
  return new RateRule('multiplier', floor, (mean, _, strict) => mean * (strict ? strictMultiplier : multiplier))
}
