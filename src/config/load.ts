import { existsSync } from 'node:fs'
import { defaultConfig } from './defaults.ts'
import type { Config } from './schema.ts'

export interface LoadedConfig {
  readonly config: Config
  /** Files read, in the order in which later ones win; empty: defaults. */
  readonly files: readonly string[]
}

const PLACES = ['/etc/breakwater/breakwater.yaml', './breakwater.yaml']

/**
 * Reads `path`, else the first of the usual places, else gives the defaults. Opens no connection and changes nothing.
 * Throws ConfigError with all problems.
 */
export async function loadConfig(path?: string): Promise<LoadedConfig> {
  const file = path ?? PLACES.find((place) => existsSync(place))
  if (file === undefined) return { config: defaultConfig, files: [] }
  const { readConfigFiles } = await import('./read-files.ts')
  return readConfigFiles(file)
}
