import { defaultConfig } from '../../src/config/defaults.ts'
import type { Config } from '../../src/config/schema.ts'
import type { Profile } from '../../src/domain/profile.ts'

const SCORED: readonly Profile[] = ['calibrated', 'classic']

/** A configuration that is scored, under its name in the table. */
export interface Contender {
  readonly name: string
  readonly config: Config
}

/** All profiles with no other number than the defaults; gates hold for the first. */
export const CONTENDERS: readonly Contender[] = SCORED.map((profile) => ({
  name: profile,
  config: { ...defaultConfig, profile },
}))
