import { defaultConfig } from '../../src/config/defaults.ts'
import type { Config } from '../../src/config/schema.ts'
import { PROFILES } from '../../src/domain/profile.ts'

/** A configuration that is scored, under its name in the table. */
export interface Contender {
  readonly name: string
  readonly config: Config
}

/** All profiles as they are without a configuration file; gates hold for the first, the default. */
export const CONTENDERS: readonly Contender[] = PROFILES.map((profile) => ({
  name: profile,
  config: { ...defaultConfig, profile },
}))
