import type { Detector } from './detector.ts'
import { Ceiling, type CeilingOptions } from './detectors/ceiling.ts'
import { ErrorSurge } from './detectors/error-surge.ts'
import type { EwmaOptions } from './detectors/ewma.ts'
import { EwmaRule } from './detectors/ewma-rule.ts'
import { type MultiplierOptions, multiplierRule } from './detectors/multiplier.ts'
import { WindowRule } from './detectors/window-rule.ts'
import { type ZScoreRuleOptions, zScoreRule } from './detectors/z-score.ts'
import type { ZScoreOptions } from './detectors/z-score-window.ts'

export interface DetectorOptions {
  readonly ceiling: CeilingOptions
  readonly window: ZScoreOptions
  readonly ewma: EwmaOptions
  readonly rate: ZScoreRuleOptions & MultiplierOptions
  /** Times the site's share of errors. */
  readonly errorSurge: number
}

/** All detectors, in the order in which they are asked: add yours here. */
export const detectors: readonly { name: string; create(options: DetectorOptions): Detector }[] = [
  { name: 'ceiling', create: (options) => new Ceiling(options.ceiling) },
  { name: 'multiplier', create: (options) => multiplierRule(options.rate) },
  { name: 'z-score', create: (options) => zScoreRule(options.rate) },
  { name: 'error-surge', create: (options) => new ErrorSurge(options.errorSurge) },
  { name: 'z-score-window', create: (options) => new WindowRule(options.window) },
  { name: 'ewma', create: (options) => new EwmaRule(options.ewma) },
]
