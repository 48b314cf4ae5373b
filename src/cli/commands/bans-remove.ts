import type { BanView } from '../../domain/control.ts'
import { banTarget } from '../../domain/control-order.ts'
import { authorOf } from '../author.ts'
import type { OrderFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { FAILED } from '../fault.ts'
import { print, safe } from '../print.ts'

export interface BansRemoveFlags extends OrderFlags {
  readonly forgive?: true
  readonly reason: string
}

interface Answer {
  readonly ban: BanView
  readonly state: 'lifted' | 'pending' | 'failed'
  readonly forgiven: boolean
}

/** Ends a ban; 1 when the kernel still has it. */
export async function bansRemoveCommand(address: string, flags: BansRemoveFlags): Promise<number> {
  const answer = await new ControlClient(flags.stateDir).delete<Answer>('/api/v1/bans', {
    address: banTarget(address),
    author: authorOf(flags.author),
    reason: flags.reason,
    forgive: flags.forgive ? 'true' : undefined,
  })
  print(flags.output, { whole: answer, rows: [answer], human: () => [words(answer)] })
  return answer.state === 'failed' ? FAILED : 0
}

function words({ ban: { address, offence }, state, forgiven }: Answer): string {
  const told = {
    lifted: 'is not banned any more',
    pending: 'is being let in again: the kernel has not confirmed it yet',
    failed: 'is STILL BLOCKED: the kernel refused to let it in; it is tried again',
  }[state]
  const offences = forgiven
    ? 'its offences are forgotten'
    : `its offence ${offence} is remembered; --forgive forgets it too`
  return safe(`${address} ${told}; ${offences}`)
}
