import { BreakwaterError } from '../domain/errors.ts'
import type { MetricsReader } from '../domain/metric-family.ts'
import { DAY } from '../domain/units.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import type { Logger } from '../lib/logger.ts'
import { nextTurn } from '../lib/turns.ts'
import { startControl } from './control-server.ts'
import { openReplayLab } from './replay-lab.ts'
import { type RunDesksOptions, runDesks } from './run-desks.ts'
import { type RunningWeb, startWeb } from './web-server.ts'

/** Whoever signed in is not banned for so long. */
const SIGNED_IN = DAY

export interface RunServingOptions extends Required<RunDesksOptions> {
  readonly log: Logger
  readonly stateFolder: string
  readonly metrics: MetricsReader
  /** Proxies that are believed now when they say who their client is. */
  readonly trusted: () => CidrSet
}

/** The control socket, the dashboard and the replay lab of a run. What cannot be served is told; detection goes on. */
export async function serveRun(options: RunServingOptions): Promise<{ close(): Promise<void> }> {
  const { log, stateFolder, trusted, clock, version, config, record, metrics } = options
  const { desk, site } = runDesks(options)
  const lab = openReplayLab({ stateFolder, logs: options.site.logs, config, clock, log, record })
  const served = { version, ...(site && { site }), lab, metrics }
  let web: RunningWeb | null = null
  // Loading takes a tenth of a second, in pieces between which logs are read.
  await import('../server/control-app.ts')
  await nextTurn()
  const control = await startControl(desk, stateFolder, {
    ...served,
    links: () => web?.links ?? null,
    onFault: (error) => log.error(`the control socket failed with a request: ${error.message}`),
  }).catch((error: Error) => {
    log.error(`${error.message}; commands such as breakwater status cannot reach this daemon`)
    return null
  })
  await nextTurn()
  web = await startWeb({
    ...{ ...served, desk, server: config().server, trusted, clock },
    onFault: (error) => log.error(`the dashboard failed with a request: ${error.message}`),
    onSignIn: (network) => {
      if (desk.allow.check(network).is_protected) return
      const comment = 'signed in to the dashboard'
      void desk.allow.add({ author: 'breakwater', network, comment, duration: SIGNED_IN })
    },
  }).catch((error: Error) => {
    log.error(`there is no dashboard: ${error.message}. ${error instanceof BreakwaterError ? error.hint : ''}`)
    return null
  })
  if (web !== null) log.info(`the dashboard is at ${web.address} (to order, sign in: breakwater dashboard)`)
  return {
    async close() {
      await web?.close()
      await control?.close()
      await lab.close()
    },
  }
}
