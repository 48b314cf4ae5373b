import type { Decision } from '../../domain/decision.ts'
import type { Crossing } from '../../domain/limits.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import { batchOf, type Row } from './batch.fixture.ts'
import { TickWindow } from './tick-window.ts'
import type { TickWindowOptions } from './tick-window-options.ts'

export const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0'
export const T = 1_700_000_100

/** An unseeded hash of a path, its numbers one and the same. */
export function hashOf(path: string): number {
  let hash = 7
  for (const byte of Buffer.from(path.replace(/\d+/g, ':'))) hash = (Math.imul(hash, 31) + byte) >>> 0
  return hash
}

export type Request = Partial<Row> & { readonly agent?: string; readonly referrer?: string }

/** A row with a line in the combined format. */
export function request(second: number, path: string, more: Request = {}): Row {
  const { agent = AGENT, referrer = '-', status = 200, ...row } = more
  const method = row.method === 1 ? 'POST' : 'GET'
  const line = `198.18.0.1 - - [x/y/z] "${method} ${path} HTTP/1.1" ${status} 5 "${referrer}" "${agent}"`
  return { second, status, endpoint: hashOf(path.split('?')[0]!), line, bytes: 5, ...row }
}

export const times = <Thing>(count: number, make: (at: number) => Thing) =>
  Array.from({ length: count }, (_, at) => make(at))

/** A window with what it says: all crossings, answered as `judge` does. */
export function studied(
  options: Omit<TickWindowOptions, 'judge' | 'bans'>,
  judge: (crossing: Crossing) => 'ban' | 'observe' = () => 'observe',
) {
  const crossings: Crossing[] = []
  const ticks: TickSummary[] = []
  const window = new TickWindow({
    sources: 4_096,
    hashPath: (bytes, start, end) => hashOf(bytes.toString('latin1', start, end)),
    ...options,
    judge: {
      judge(crossing) {
        crossings.push(crossing)
        return { action: judge(crossing) } as Decision
      },
      surge: () => false,
    },
    bans: { size: 0, isBanned: () => false },
  })
  /** In batches of at most `size` rows of one second, each second sealed as it ends; of a long gap the first minutes. */
  const send = (rows: readonly Row[], size = 1) => {
    let newest: number | null = null
    for (let at = 0; at < rows.length; ) {
      const { second } = rows[at]!
      if (newest === null) window.advance(second)
      while (newest !== null && newest < second) {
        ticks.push(window.seal(newest))
        newest = ticks.length % 120 === 0 ? second : newest + 1
        window.advance(newest)
      }
      newest ??= second
      let end = at
      while (end < rows.length && end - at < size && rows[end]!.second === second) end++
      window.count(batchOf(rows.slice(at, end)), 0, end - at, second)
      at = end
    }
  }
  return { window, crossings, ticks, send }
}
