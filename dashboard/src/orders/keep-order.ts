import type { BanView } from '../../../src/domain/control.ts'
import { send } from '../api/client.ts'
import { shortTime } from '../format/format-time.ts'
import { author } from './ban-orders.ts'
import type { Order } from './order.ts'

/** A permanent ban was looked at and stays: the day of its next review moves on. */
export function keepOrder(ban: BanView): Order {
  return {
    title: `Keep the ban of ${ban.address}`,
    meaning: 'It stays for good, and is listed for review again later. You can lift it at any time.',
    verb: 'Keep',
    isHarsh: false,
    submit: async (reason) => {
      const body = { address: ban.address, author: author(), reason }
      const { review_at } = await send<BanView>('POST', '/api/v1/bans/review', { body })
      return {
        text: `Ban of ${ban.address} kept${review_at === null ? '' : `; to be reviewed ${shortTime(review_at)}`}.`,
      }
    },
  }
}
