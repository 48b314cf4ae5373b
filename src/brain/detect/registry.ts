import type { Detector } from './detector.ts'
import { Ceiling, type CeilingOptions } from './detectors/ceiling.ts'

export interface DetectorOptions {
  readonly ceiling: CeilingOptions
}

/** All detectors, in the order in which they are asked: add yours here. */
export const detectors: readonly { name: string; create(options: DetectorOptions): Detector }[] = [
  { name: 'ceiling', create: (options) => new Ceiling(options.ceiling) },
]
