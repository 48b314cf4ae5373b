import { showRemote } from '../../app/remote-view.ts'
import { UsageError } from '../../domain/errors.ts'
import type { LiveSnapshot } from '../../domain/live-snapshot.ts'
import { systemClock } from '../../lib/clock.ts'
import type { ControlFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { TerminalScreen } from '../terminal-screen.ts'

/** The live view of the daemon, on this terminal. */
export async function topCommand({ output, stateDir }: ControlFlags): Promise<number> {
  if (output !== 'human' || !TerminalScreen.isThere())
    throw new UsageError('top needs a terminal to draw on', 'For other programs use breakwater status -o json.')
  const client = new ControlClient(stateDir)
  await showRemote(() => client.get<LiveSnapshot>('/api/v1/live/snapshot'), new TerminalScreen(), systemClock)
  return 0
}
