import type { BanView } from '../../domain/control.ts'
import { banTarget, LONGEST_BAN, SHORTEST_BAN } from '../../domain/control-order.ts'
import { SECOND } from '../../domain/units.ts'
import { authorOf } from '../author.ts'
import { bannedWords } from '../ban-words.ts'
import type { OrderFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { FAILED } from '../fault.ts'
import { lengthOr } from '../length-option.ts'
import { print, safe } from '../print.ts'

export interface BansAddFlags extends OrderFlags {
  readonly for: string
  readonly reason: string
}

interface Answer {
  readonly ban: BanView
  readonly warning: string | null
}

/** Bans by hand; 1 when the kernel refused. */
export async function bansAddCommand(address: string, flags: BansAddFlags): Promise<number> {
  const duration = lengthOr('permanent', '--for', flags.for, SHORTEST_BAN, LONGEST_BAN)
  const answer = await new ControlClient(flags.stateDir).post<Answer>('/api/v1/bans', {
    address: banTarget(address),
    duration_s: duration === null ? null : duration / SECOND,
    author: authorOf(flags.author),
    reason: flags.reason,
  })
  const { ban, warning } = answer
  const warned = warning === null ? [] : [safe(`warning: ${warning}`)]
  print(flags.output, { whole: answer, rows: [answer], human: () => [bannedWords(ban), ...warned] })
  return ban.state === 'failed' ? FAILED : 0
}
