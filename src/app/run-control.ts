import type { MetricsReader } from '../domain/metric-family.ts'
import type { Logger } from '../lib/logger.ts'
import { startControl } from './control-server.ts'
import { DaemonDesk } from './daemon-desk.ts'
import type { DeskParts } from './desk-parts.ts'
import type { LiveRecord } from './live-record.ts'
import type { RunMemory } from './run-memory.ts'

export interface RunControlOptions
  extends Omit<DeskParts, 'record' | 'store' | 'storeTrouble' | 'forget' | 'audit' | 'reload'> {
  readonly live: LiveRecord
  readonly memory: RunMemory | null
  readonly record: DeskParts['audit']
  readonly reload: () => ReturnType<DeskParts['reload']>
  readonly metrics: MetricsReader
  readonly log: Logger
  readonly stateFolder: string
}

/** Serves the control socket; null when it cannot, which the log says: detection goes on. */
export async function controlRun({
  live,
  memory,
  record,
  reload,
  metrics,
  log,
  stateFolder,
  ...parts
}: RunControlOptions) {
  const desk = new DaemonDesk({
    ...parts,
    record: live,
    store: memory?.store ?? null,
    storeTrouble: () => memory?.trouble ?? null,
    forget: (address) => memory?.forget(address) ?? null,
    audit: record,
    reload,
  })
  const onFault = (error: Error) => log.error(`the control socket failed with a request: ${error.message}`)
  return startControl(desk, stateFolder, { version: parts.version, onFault, metrics }).catch((error: Error) => {
    log.error(`${error.message}; commands such as breakwater status cannot reach this daemon`)
    return null
  })
}
