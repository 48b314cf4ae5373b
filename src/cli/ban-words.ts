import type { BanView } from '../domain/control.ts'
import { localTime, safe, seconds } from './print.ts'
import type { Column } from './table.ts'

/** A ban in a list. */
export const BAN_COLUMNS: readonly Column<BanView>[] = [
  { title: 'ADDRESS', cell: ({ address }) => address },
  { title: 'STATE', cell: ({ state }) => state },
  { title: 'LEFT', cell: ({ remaining_s }) => (remaining_s === null ? 'permanent' : seconds(remaining_s)) },
  { title: 'OFFENCE', cell: ({ offence }) => (offence === 0 ? '-' : String(offence)) },
  { title: 'KIND', cell: ({ kind }) => kind },
  { title: 'BY', cell: ({ author }) => author ?? 'breakwater' },
  { title: 'REASON', cell: ({ reason, trouble }) => (trouble === null ? reason : `${trouble}; ${reason}`) },
]

/** What became of an order to ban. Says "is banned" only when the kernel confirmed it. */
export function bannedWords({ address, state, duration_s, until, trouble, offence }: BanView): string {
  const length = duration_s === null ? 'for good' : `for ${seconds(duration_s)}`
  const end = until === null ? '' : `, until ${localTime(until)}`
  const told = {
    observed: `would be banned ${length}${end}: enforcement is off, and nothing is blocked`,
    pending: `is not banned yet: the kernel has not confirmed it; see breakwater bans list`,
    'in-force': `is banned ${length}${end}${offence > 0 ? ` (offence ${offence})` : ''}; the kernel confirmed it`,
    failed: `is NOT banned: the kernel refused it${trouble === null ? '' : ` (${trouble})`}; it is tried again`,
  }[state]
  return safe(`${address} ${told}`)
}
