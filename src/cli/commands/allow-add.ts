import type { AllowView } from '../../domain/control.ts'
import { allowTarget, LONGEST_ALLOW } from '../../domain/control-order.ts'
import { SECOND } from '../../domain/units.ts'
import { authorOf } from '../author.ts'
import type { OrderFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { lengthOr } from '../length-option.ts'
import { localTime, print, safe } from '../print.ts'

export interface AllowAddFlags extends OrderFlags {
  readonly for: string
  readonly comment: string
}

/** What `allow add` and `allow remove` answer. */
export interface AllowAnswer {
  readonly entry: AllowView
  readonly lifted: readonly string[]
}

/** Never bans an address or a network from now on. */
export async function allowAddCommand(network: string, flags: AllowAddFlags): Promise<number> {
  const duration = lengthOr('ever', '--for', flags.for, SECOND, LONGEST_ALLOW)
  const answer = await new ControlClient(flags.stateDir).post<AllowAnswer>('/api/v1/allow', {
    network: allowTarget(network),
    duration_s: duration === null ? null : duration / SECOND,
    author: authorOf(flags.author),
    comment: flags.comment,
  })
  print(flags.output, { whole: answer, rows: [answer], human: () => words(answer) })
  return 0
}

function words({ entry: { network, until }, lifted }: AllowAnswer): string[] {
  const end = until === null ? 'until it is removed from the list' : `until ${localTime(until)}`
  const lifts = lifted.length === 0 ? [] : [safe(`its bans have ended: ${lifted.join(', ')}`)]
  return [safe(`${network} is never banned, ${end}`), ...lifts]
}
