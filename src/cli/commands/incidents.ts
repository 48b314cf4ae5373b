import type { IncidentFilter, IncidentView } from '../../domain/control.ts'
import { DAY, SECOND } from '../../domain/units.ts'
import { systemClock } from '../../lib/clock.ts'
import type { ControlFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { lengthOr } from '../length-option.ts'
import { localTime, print, terminalWidth } from '../print.ts'
import { type Column, tableLines } from '../table.ts'

export interface IncidentsFlags extends ControlFlags {
  readonly state: IncidentFilter['state']
  readonly kind?: string
  readonly last: string
  readonly limit: number
}

const COLUMNS: readonly Column<IncidentView>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'SINCE', cell: ({ since }) => localTime(since) },
  { title: 'STATE', cell: ({ state }) => state },
  { title: 'SEVERITY', cell: ({ severity }) => String(severity) },
  { title: 'KIND', cell: ({ kind }) => kind },
  { title: 'SUBJECT', cell: ({ subject }) => subject },
  { title: 'REASON', cell: ({ reason }) => reason },
]

/** What departed from normal, the newest first. */
export async function incidentsCommand(flags: IncidentsFlags, now = systemClock.now()): Promise<number> {
  const length = lengthOr('all', '--last', flags.last, SECOND, 10 * 365 * DAY)
  const found = await new ControlClient(flags.stateDir).get<readonly IncidentView[]>('/api/v1/incidents', {
    state: flags.state,
    kind: flags.kind,
    since: length === null ? undefined : new Date(now - length).toISOString(),
    limit: String(flags.limit),
  })
  print(flags.output, {
    whole: found,
    rows: found,
    human: () => {
      const width = terminalWidth()
      return found.length === 0 && width !== null ? ['no incidents'] : tableLines(COLUMNS, found, width)
    },
  })
  return 0
}
