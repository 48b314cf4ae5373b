import { authorOf } from '../author.ts'
import type { OrderFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { print, safe } from '../print.ts'

interface Answer {
  readonly changed: readonly string[]
  readonly needs_restart: readonly string[]
}

/** Has the daemon read its configuration again. */
export async function reloadCommand({ output, stateDir, author }: OrderFlags): Promise<number> {
  const answer = await new ControlClient(stateDir).post<Answer>('/api/v1/reload', { author: authorOf(author) })
  print(output, { whole: answer, rows: [answer], human: () => words(answer) })
  return 0
}

function words({ changed, needs_restart }: Answer): string[] {
  if (changed.length === 0) return ['the configuration was read again; nothing in it has changed']
  const rest = needs_restart.length === 0 ? '' : `; ${needs_restart.join(', ')} needs a restart`
  return [safe(`the configuration was read again; changed: ${changed.join(', ')}${rest}`)]
}
