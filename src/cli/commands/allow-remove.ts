import { allowTarget } from '../../domain/control-order.ts'
import { authorOf } from '../author.ts'
import type { OrderFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { print, safe } from '../print.ts'
import type { AllowAnswer } from './allow-add.ts'

export interface AllowRemoveFlags extends OrderFlags {
  readonly reason: string
}

/** Takes an address or a network off the list of the operator. */
export async function allowRemoveCommand(network: string, flags: AllowRemoveFlags): Promise<number> {
  const answer = await new ControlClient(flags.stateDir).delete<AllowAnswer>('/api/v1/allow', {
    network: allowTarget(network),
    author: authorOf(flags.author),
    reason: flags.reason,
  })
  print(flags.output, {
    whole: answer,
    rows: [answer],
    human: () => [safe(`${answer.entry.network} may be banned again`)],
  })
  return 0
}
