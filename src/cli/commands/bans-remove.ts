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
  /** null: it was not banned, and its offences were forgotten. */
  readonly ban: BanView | null
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
  print(flags.output, { whole: answer, rows: [answer], human: () => [words(banTarget(address), answer)] })
  return answer.state === 'failed' ? FAILED : 0
}

function words(address: string, { ban, state, forgiven }: Answer): string {
  if (ban === null) return safe(`${address} was not banned; its offences are forgotten`)
  const { offence } = ban
  const told = {
    lifted: 'is not banned any more',
    pending: 'is being let in again: the kernel has not confirmed it yet',
    failed: 'is STILL BLOCKED: the kernel refused to let it in; it is tried again',
  }[state]
  const offences = forgiven
    ? '; its offences are forgotten'
    : offence === 0
      ? ''
      : `; its offence ${offence} is remembered: --forgive forgets it too`
  return safe(`${address} ${told}${offences}`)
}
