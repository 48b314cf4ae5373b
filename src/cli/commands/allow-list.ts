import type { AllowView } from '../../domain/control.ts'
import type { ControlFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { localTime, print, terminalWidth } from '../print.ts'
import { type Column, tableLines } from '../table.ts'

const COLUMNS: readonly Column<AllowView>[] = [
  { title: 'NETWORK', cell: ({ network }) => network },
  { title: 'FROM', cell: ({ origin, author }) => (origin === 'configuration' ? 'configuration' : (author ?? origin)) },
  { title: 'UNTIL', cell: ({ until }) => (until === null ? 'removed' : localTime(until)) },
  { title: 'COMMENT', cell: ({ comment }) => comment },
]

/** What is never banned by order of a person. */
export async function allowListCommand({ output, stateDir }: ControlFlags): Promise<number> {
  const entries = await new ControlClient(stateDir).get<readonly AllowView[]>('/api/v1/allow')
  print(output, {
    whole: entries,
    rows: entries,
    human: () => {
      const width = terminalWidth()
      return entries.length === 0 && width !== null
        ? ['nothing is allowed by name']
        : tableLines(COLUMNS, entries, width)
    },
  })
  return 0
}
