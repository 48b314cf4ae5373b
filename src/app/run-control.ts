import type { Logger } from '../lib/logger.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { startControl } from './control-server.ts'
import { DaemonDesk } from './daemon-desk.ts'
import type { DeskParts } from './desk-parts.ts'
import type { LiveRecord } from './live-record.ts'
import type { RunMemory } from './run-memory.ts'

export interface RunControlOptions
  extends Omit<DeskParts, 'record' | 'store' | 'acknowledged' | 'storeTrouble' | 'forget' | 'audit' | 'reload'> {
  readonly live: LiveRecord
  readonly memory: RunMemory | null
  readonly record: DeskParts['audit']
  readonly reload: () => ReturnType<DeskParts['reload']>
  readonly log: Logger
  readonly stateFolder: string
}

/** Serves the control socket; null when it cannot, which the log says: detection goes on. */
export async function controlRun({ live, memory, record, reload, log, stateFolder, ...parts }: RunControlOptions) {
  const desk = new DaemonDesk({
    ...parts,
    record: live,
    store: memory?.store ?? null,
    acknowledged: new Acknowledgements(memory?.store.acknowledgements ?? null),
    storeTrouble: () => memory?.trouble ?? null,
    forget: (address) => memory?.forget(address) ?? null,
    audit: record,
    reload,
  })
  const onFault = (error: Error) => log.error(`the control socket failed with a request: ${error.message}`)
  return startControl(desk, stateFolder, { version: parts.version, onFault }).catch((error: Error) => {
    log.error(`${error.message}; commands such as breakwater status cannot reach this daemon`)
    return null
  })
}
