import type { BanView } from '../../../src/domain/control.ts'
import { duration } from '../format/format-time.ts'
import { banWords, sendBan } from './ban-orders.ts'
import { BAN_LENGTHS, banLength, LONGEST_REASON } from './limits.ts'
import type { Order } from './order.ts'

/** Gives a ban another length, counted from now. */
export function prolongOrder(ban: BanView): Order {
  const left = ban.remaining_s === null ? 'for good' : `for ${duration(ban.remaining_s)} more`
  return {
    title: `Change the ban of ${ban.address}`,
    meaning: `It would hold ${left}. The length that you choose counts from now, and your reason takes the place of the former one.`,
    verb: 'Change',
    isHarsh: true,
    fields: [{ type: 'choice', name: 'length', label: 'From now for', value: '86400', choices: BAN_LENGTHS }],
    submit: async (reason, { length }) => {
      const { ban: longer, warning } = await sendBan(ban.address, banLength(length ?? '86400'), reason)
      return {
        text: [`${banWords(longer)}.`, warning ?? ''].join(' ').trim(),
        undo: async () =>
          `${banWords((await sendBan(ban.address, restOf(ban), `undone: ${ban.reason}`.slice(0, LONGEST_REASON))).ban)}.`,
      }
    },
  }
}

/** Whole seconds that a ban would still hold; null: for good. */
export function restOf({ until }: BanView): number | null {
  return until === null ? null : Math.max(1, Math.round((Date.parse(until) - Date.now()) / 1_000))
}
