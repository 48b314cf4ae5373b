import type { AllowView } from '../../../src/domain/control.ts'
import { send } from '../api/client.ts'
import { author } from './ban-orders.ts'
import { LONGEST_REASON } from './limits.ts'
import type { Order } from './order.ts'

interface Allowed {
  readonly entry: AllowView
  /** Addresses whose bans ended by it. */
  readonly lifted: readonly string[]
}

const LENGTHS: readonly (readonly [value: string, label: string])[] = [
  ['', 'until it is removed'],
  ['86400', '1 day'],
  ['604800', '7 days'],
  ['2592000', '30 days'],
]

/** Asks for an address or network that is never to be banned. */
export function allowSomeOrder(): Order {
  return {
    title: 'Never ban an address',
    meaning: 'What is put on this list is never banned; bans of it end now. It outlives a restart.',
    verb: 'Allow',
    isHarsh: false,
    fields: [
      {
        type: 'text',
        name: 'network',
        label: 'Address or network',
        value: '',
        isRequired: true,
        hint: 'Such as 203.0.113.7, 203.0.113.0/24 or 2001:db8:1::/48',
      },
      { type: 'choice', name: 'length', label: 'For', value: '', choices: LENGTHS },
    ],
    reasonLabel: 'Comment: whose it is, or why',
    submit: async (comment, { network = '', length = '' }) => {
      const { entry, lifted } = await allow(network, length === '' ? null : Number(length), comment)
      const ended = lifted.length === 0 ? '' : ` Bans that ended by it: ${lifted.slice(0, 5).join(', ')}.`
      return {
        text: `${entry.network} is never banned from now on.${ended}`,
        undo: async () => {
          await disallow(entry.network, `undone: ${comment}`)
          return `${entry.network} is off the list again.`
        },
      }
    },
  }
}

export function disallowOrder({ network, comment, until }: AllowView): Order {
  return {
    title: `Take ${network} off the list`,
    meaning: 'It is judged like everybody else from then on. Nothing is banned by this alone.',
    verb: 'Remove',
    isHarsh: false,
    submit: async (reason) => {
      await disallow(network, reason)
      return {
        text: `${network} can be banned again.`,
        undo: async () => {
          const rest = until === null ? null : Math.max(1, Math.round((Date.parse(until) - Date.now()) / 1_000))
          await allow(network, rest, comment)
          return `${network} is on the list again.`
        },
      }
    },
  }
}

function allow(network: string, duration_s: number | null, comment: string): Promise<Allowed> {
  return send<Allowed>('POST', '/api/v1/allow', { body: { network, author: author(), comment, duration_s } })
}

function disallow(network: string, reason: string): Promise<Allowed> {
  const query = { network, author: author(), reason: reason.slice(0, LONGEST_REASON) }
  return send<Allowed>('DELETE', '/api/v1/allow', { query })
}
