import type { Config } from '../config/schema.ts'
import { BreakwaterError } from '../domain/errors.ts'
import { createParser } from '../edge/parse/registry.ts'
import type { Logger } from '../lib/logger.ts'
import type { RunOptions } from './run-options.ts'

/** Reads the configuration again and checks all of it; null when it is wrong: then nothing changes, and the log says why. */
export async function reloadRun(options: RunOptions, current: Config, log: Logger): Promise<Config | null> {
  try {
    const next = await options.reloadConfig()
    for (const format of [
      next.format,
      ...next.logs.flatMap((entry) => (typeof entry === 'string' ? [] : [entry.format ?? 'auto'])),
    ])
      createParser(format)
    if (next.limits.sources !== current.limits.sources)
      log.warn('limits.sources needs a restart; all else is in effect')
    log.info('configuration reloaded; windows, incidents and bans are kept')
    return next
  } catch (error) {
    const hint = error instanceof BreakwaterError ? ` ${error.hint}` : ''
    log.error(`the configuration was not reloaded and the old one stays: ${(error as Error).message}.${hint}`)
    return null
  }
}
