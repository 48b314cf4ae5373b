import type { BanView } from '../../domain/control.ts'
import { banTarget } from '../../domain/control-order.ts'
import { systemClock } from '../../lib/clock.ts'
import { authorOf } from '../author.ts'
import { BAN_COLUMNS } from '../ban-words.ts'
import type { OrderFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { localTime, print, safe, terminalWidth } from '../print.ts'
import { type Column, tableLines } from '../table.ts'

export interface BansReviewFlags extends OrderFlags {
  readonly all?: true
  readonly keep?: string
  readonly reason: string
}

const COLUMNS: readonly Column<BanView>[] = [
  { title: 'REVIEW', cell: ({ review_at }) => (review_at === null ? 'never' : localTime(review_at)) },
  ...BAN_COLUMNS.filter(({ title }) => title !== 'LEFT'),
]

/** Permanent bans that a person should look at again. */
export async function bansReviewCommand(flags: BansReviewFlags, now = systemClock.now()): Promise<number> {
  const { output, stateDir, all } = flags
  const client = new ControlClient(stateDir)
  if (flags.keep !== undefined) return keep(client, flags.keep, flags)
  const permanent = await client.get<readonly BanView[]>('/api/v1/bans/review')
  const due = permanent.filter(({ review_at }) => review_at !== null && Date.parse(review_at) <= now)
  const shown = all ? permanent : due
  print(output, {
    whole: shown,
    rows: shown,
    human: () => {
      const width = terminalWidth()
      const lines = shown.length === 0 && width !== null ? [] : tableLines(COLUMNS, shown, width)
      if (width === null) return lines
      return [
        ...lines,
        `${due.length} of ${permanent.length} permanent bans are due for review`,
        ...(due.length > 0
          ? ['To keep one: breakwater bans review --keep ADDRESS; to end one: breakwater bans remove ADDRESS']
          : []),
      ]
    },
  })
  return 0
}

async function keep(client: ControlClient, text: string, { output, author, reason }: BansReviewFlags): Promise<number> {
  const order = { address: banTarget(text), author: authorOf(author), reason }
  const ban = await client.post<BanView>('/api/v1/bans/review', order)
  const next = ban.review_at === null ? '' : `; to be reviewed again on ${localTime(ban.review_at)}`
  print(output, { whole: ban, rows: [ban], human: () => [safe(`${ban.address} stays banned for good${next}`)] })
  return 0
}
