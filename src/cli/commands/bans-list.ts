import { type BanList, type BanState, type BanView, MOST_BANS } from '../../domain/control.ts'
import { BAN_COLUMNS } from '../ban-words.ts'
import type { ControlFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { print, terminalWidth } from '../print.ts'
import { tableLines } from '../table.ts'

export interface BansListFlags extends ControlFlags {
  readonly state?: BanState
  readonly address?: string
  readonly limit: number
}

/** Bans that have not ended, the newest first. */
export async function bansListCommand({ output, stateDir, state, address, limit }: BansListFlags): Promise<number> {
  const client = new ControlClient(stateDir)
  const bans: BanView[] = []
  let total = 0
  let part: BanList
  do {
    part = await client.get<BanList>('/api/v1/bans', {
      state,
      address,
      limit: String(Math.min(MOST_BANS, limit - bans.length)),
      offset: String(bans.length),
    })
    bans.push(...part.bans)
    total = part.total
  } while (part.bans.length > 0 && bans.length < limit)
  const found = { bans, total }
  print(output, { whole: found, rows: found.bans, human: () => listWords(found) })
  return 0
}

function listWords({ bans, total }: BanList): string[] {
  const width = terminalWidth()
  if (width === null) return tableLines(BAN_COLUMNS, bans, null)
  if (total === 0) return ['no bans']
  const more = total > bans.length ? [`… ${total - bans.length} more: --limit ${total}`] : []
  return [...tableLines(BAN_COLUMNS, bans, width), ...more]
}
