import { send } from '../api/client.ts'
import { session } from '../api/session.ts'
import type { Order } from './order.ts'

/** Somebody looked at an incident; it stays open until it is over. */
export function acknowledgeOrder(id: string): Order {
  return {
    title: 'Mark as looked at',
    meaning: 'Others see who looked at it and why nothing more is to be done. It stays open until it is over.',
    verb: 'Mark',
    isHarsh: false,
    reasonLabel: 'What you found',
    submit: async (reason) => {
      const body = { author: session.value?.name ?? 'dashboard', reason }
      await send<unknown>('POST', `/api/v1/incidents/${encodeURIComponent(id)}/acknowledgement`, { body })
      return { text: 'Marked as looked at.' }
    },
  }
}
