import type { ForgottenView } from '../../domain/control.ts'
import { banTarget } from '../../domain/control-order.ts'
import { authorOf } from '../author.ts'
import type { OrderFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { FAILED } from '../fault.ts'
import { print, safe } from '../print.ts'

export interface ForgetFlags extends OrderFlags {
  readonly reason: string
  readonly lift?: true
}

/** Removes every trace of an address; 1 when one may be left. */
export async function forgetCommand(text: string, flags: ForgetFlags): Promise<number> {
  const address = banTarget(text)
  const answer = await new ControlClient(flags.stateDir).delete<ForgottenView>('/api/v1/addresses', {
    address,
    author: authorOf(flags.author),
    reason: flags.reason,
    lift: flags.lift ? 'true' : undefined,
  })
  print(flags.output, { whole: answer, rows: [answer], human: () => words(address, answer).map(safe) })
  return answer.troubles.length + answer.copies.length > 0 ? FAILED : 0
}

function words(address: string, { lifted, removed, redacted, audit_lines, copies, troubles }: ForgottenView): string[] {
  return [
    `${address} is forgotten${lifted ? ', and its ban has ended' : ''}: ${removed} rows of the database were removed and its mention replaced in ${redacted}; ${audit_lines} lines of the audit log were removed or changed`,
    ...troubles,
    ...copies.map(
      (path) => `${path} may hold it still: it is damaged and was set aside; delete it when nobody needs it`,
    ),
    "the web server's logs, alerts.file and whatever else was told of it elsewhere are not touched",
  ]
}
