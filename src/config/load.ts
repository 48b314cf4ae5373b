import { existsSync } from 'node:fs'
import { defaultConfig } from './defaults.ts'
import type { Config } from './schema.ts'

export interface LoadedConfig {
  readonly config: Config
  /** Files read, in the order in which later ones win; empty: defaults. */
  readonly files: readonly string[]
  /** Where each option that a file sets comes from: `bans.decay` → `breakwater.yaml:7`, with the variables in it. */
  readonly sources: ReadonlyMap<string, string>
}

/** Where the configuration is looked for, first one found. */
export const CONFIG_PLACES = ['/etc/breakwater/breakwater.yaml', './breakwater.yaml'] as const

/**
 * Reads `path`, else the first of the usual places, else gives the defaults. Opens no connection and changes nothing.
 * Throws ConfigError with all problems.
 */
export async function loadConfig(path?: string): Promise<LoadedConfig> {
  const file = path ?? CONFIG_PLACES.find((place) => existsSync(place))
  if (file === undefined) return { config: defaultConfig, files: [], sources: new Map() }
  const { readConfigFiles } = await import('./read-files.ts')
  return readConfigFiles(file, process.env)
}
