import { join } from 'node:path'
import { SYSTEM_FOLDER, userFolder } from './state-folder.ts'

/** Name of the socket in the state folder. */
export const CONTROL_SOCKET = 'control.sock'

/** Where the socket of a daemon may be, the likeliest first. `stateDir`: the folder that the operator named. */
export function controlSockets(stateDir?: string): readonly string[] {
  const folders = stateDir === undefined ? [SYSTEM_FOLDER, userFolder()] : [stateDir]
  return folders.map((folder) => join(folder, CONTROL_SOCKET))
}
