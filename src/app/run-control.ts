import type { Logger } from '../lib/logger.ts'
import { startControl } from './control-server.ts'
import { type RunDesksOptions, runDesks } from './run-desks.ts'

export interface RunControlOptions extends RunDesksOptions {
  readonly log: Logger
  readonly stateFolder: string
}

/** Serves the control socket; null when it cannot, which the log says: detection goes on. */
export async function controlRun({ log, stateFolder, ...options }: RunControlOptions) {
  const { desk, site } = runDesks(options)
  const onFault = (error: Error) => log.error(`the control socket failed with a request: ${error.message}`)
  const served = { version: options.version, onFault, ...(site && { site }) }
  return startControl(desk, stateFolder, served).catch((error: Error) => {
    log.error(`${error.message}; commands such as breakwater status cannot reach this daemon`)
    return null
  })
}
