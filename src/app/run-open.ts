import type { Config } from '../config/schema.ts'
import type { Logger } from '../lib/logger.ts'
import { type Demo, startDemo } from './demo.ts'
import { openSockets } from './live-inputs.ts'
import { type ChosenLog, chooseLogs } from './log-choice.ts'
import { RunMemory } from './run-memory.ts'
import type { RunOptions } from './run-options.ts'
import { openStateFolder } from './state-folder.ts'
import { usualLogsText } from './usual-logs.ts'

/** What a run stands on before there is an engine. */
export interface OpenedRun {
  readonly config: Config
  readonly logs: readonly ChosenLog[]
  readonly state: ReturnType<typeof openStateFolder>
  readonly sockets: Awaited<ReturnType<typeof openSockets>>
  /** null: nothing is remembered. */
  readonly memory: RunMemory | null
  /** null: real logs are watched. */
  readonly demo: Demo | null
}

/** What the rest of the run is asked for, later. */
interface Later {
  /** The one in effect. */
  readonly config: () => Config
  /** The state file was set aside as damaged and a new one was begun. */
  readonly onRebuilt: () => void
}

/** Chooses the logs, or the demo where there are none, and opens what is kept. Throws BreakwaterError; then nothing is left open. */
export async function openRun(options: RunOptions, log: Logger, { config, onRebuilt }: Later): Promise<OpenedRun> {
  const { clock } = options
  const choice = options.demo ? null : await chooseLogs(options.logs, options.config, options.format)
  for (const { severity, text } of choice?.notes ?? []) log[severity](text)
  const chosen = choice?.logs ?? null
  const state = openStateFolder(options.stateDir)
  const sockets = await openSockets(chosen ?? [], clock, log).catch((error) => {
    state.release()
    throw error
  })
  const retention = () => ({ retention: config().retention, decay: config().bans.decay })
  const opened = chosen && RunMemory.open({ folder: state.path, clock, log, retention, onRebuilt })
  const memory = await Promise.resolve(opened).catch((error) => {
    for (const socket of sockets) socket.close()
    state.release()
    throw error
  })
  if (chosen !== null) return { config: options.config, logs: chosen, state, sockets, memory, demo: null }
  const demo = startDemo(clock, (line) => log.info(`demo: ${line}`))
  log.info(
    options.demo
      ? 'showing the demo'
      : `no web server with an access log was found, and none at ${usualLogsText}: showing the demo; name yours with breakwater run FILE`,
  )
  const logs = [{ path: demo.path, format: 'auto' }]
  return { config: harmless(options.config), logs, state, sockets, memory, demo }
}

/** For the demo: its addresses are nobody's, so that nothing is blocked, and nobody is told of them. */
export function harmless(config: Config): Config {
  return { ...config, enforce: 'off', notify: { ...config.notify, channels: [] } }
}
