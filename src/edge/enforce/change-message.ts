import type { Change } from '../../domain/enforcement.ts'

/** What a webhook or a program is told: docs/formats/enforcement.md. */
export function changeMessage(changes: readonly Change[]): string {
  const list = changes.map((change) =>
    change.type === 'add'
      ? {
          action: 'ban',
          address: change.address,
          remaining_s: change.remaining === null ? null : Math.max(1, Math.round(change.remaining / 1_000)),
        }
      : { action: 'unban', address: change.address },
  )
  return JSON.stringify({ version: 1, changes: list })
}

export const PURGE_MESSAGE = JSON.stringify({ version: 1, purge: true })
