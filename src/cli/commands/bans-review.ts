import type { BanView } from '../../domain/control.ts'
import { systemClock } from '../../lib/clock.ts'
import { BAN_COLUMNS } from '../ban-words.ts'
import type { ControlFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { localTime, print, terminalWidth } from '../print.ts'
import { type Column, tableLines } from '../table.ts'

export interface BansReviewFlags extends ControlFlags {
  readonly all?: true
}

const COLUMNS: readonly Column<BanView>[] = [
  { title: 'REVIEW', cell: ({ review_at }) => (review_at === null ? 'never' : localTime(review_at)) },
  ...BAN_COLUMNS.filter(({ title }) => title !== 'LEFT'),
]

/** Permanent bans that a person should look at again. */
export async function bansReviewCommand(
  { output, stateDir, all }: BansReviewFlags,
  now = systemClock.now(),
): Promise<number> {
  const permanent = await new ControlClient(stateDir).get<readonly BanView[]>('/api/v1/bans/review')
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
          ? [
              'To keep one: breakwater bans add ADDRESS --for permanent --reason TEXT; to end one: breakwater bans remove ADDRESS',
            ]
          : []),
      ]
    },
  })
  return 0
}
