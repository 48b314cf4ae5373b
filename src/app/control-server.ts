import { join } from 'node:path'
import type { Desk } from '../domain/control.ts'
import type { MetricsReader } from '../domain/metric-family.ts'
import type { ReplayLab } from '../domain/replay-lab.ts'
import type { SignInLinks } from '../domain/sign-in-links.ts'
import type { SiteDesk } from '../domain/site-desk.ts'
import type { ControlSocket } from '../server/socket.ts'
import { CONTROL_SOCKET } from './control-socket.ts'

export interface ControlServerOptions {
  readonly version: string
  readonly onFault: (error: Error) => void
  readonly site?: SiteDesk
  readonly lab?: ReplayLab
  readonly metrics?: MetricsReader
  /** Of the dashboard; null while there is none. */
  readonly links?: () => SignInLinks | null
}

/**
 * Serves the desk in the state folder. The server's code is loaded here, 0.1 s of work: start it when reading has begun. Throws
 * StateError when it cannot listen; `onFault` is told of faults behind an answer 500.
 */
export async function startControl(
  desk: Desk,
  stateFolder: string,
  options: ControlServerOptions,
): Promise<ControlSocket> {
  const [{ controlApp }, { listenOnSocket }] = await Promise.all([
    import('../server/control-app.ts'),
    import('../server/socket.ts'),
  ])
  return listenOnSocket(await controlApp(desk, { links: () => null, ...options }), join(stateFolder, CONTROL_SOCKET))
}
