import type { Config } from '../config/schema.ts'
import type { Refusal } from '../domain/control.ts'
import { BreakwaterError } from '../domain/errors.ts'
import { createParser } from '../edge/parse/registry.ts'
import type { Logger } from '../lib/logger.ts'
import type { RunOptions } from './run-options.ts'

export interface Reloaded {
  readonly outcome: 'reloaded'
  readonly config: Config
  /** Options that are in effect only after a restart. */
  readonly needsRestart: readonly string[]
}

/** What is decided once, at the start. */
const RESTART: readonly { readonly option: string; readonly of: (config: Config) => unknown }[] = [
  { option: 'limits.sources', of: ({ limits }) => limits.sources },
  { option: 'server', of: ({ server }) => server },
]

/** Reads the configuration again and checks all of it. When it is wrong nothing changes, and the log says why. */
export async function reloadRun(options: RunOptions, current: Config, log: Logger): Promise<Reloaded | Refusal> {
  try {
    const config = await options.reloadConfig()
    for (const format of [
      config.format,
      ...config.logs.flatMap((entry) => (typeof entry === 'string' ? [] : [entry.format ?? 'auto'])),
    ])
      createParser(format)
    const needsRestart = RESTART.filter(({ of }) => JSON.stringify(of(config)) !== JSON.stringify(of(current))).map(
      ({ option }) => option,
    )
    for (const option of needsRestart) log.warn(`${option} needs a restart; all else is in effect`)
    log.info('configuration reloaded; windows, incidents and bans are kept')
    return { outcome: 'reloaded', config, needsRestart }
  } catch (error) {
    const fix = error instanceof BreakwaterError ? error.hint : 'Correct it and reload again.'
    const message = `the configuration was not reloaded and the old one stays: ${(error as Error).message}`
    log.error(`${message}. ${fix}`)
    return { outcome: 'refused', code: 'bad-configuration', message, fix }
  }
}
