import type { BanView } from '../../../src/domain/control.ts'
import { send } from '../api/client.ts'
import { session } from '../api/session.ts'
import { countdown, duration } from '../format/format-time.ts'
import { BAN_LENGTHS, banLength } from './limits.ts'
import type { Order } from './order.ts'

export interface Banned {
  readonly ban: BanView
  readonly warning: string | null
}

/** Bans an address that is known, or asks for one: null. */
export function banOrder(address: string | null): Order {
  return {
    title: address === null ? 'Ban an address' : `Ban ${address}`,
    meaning:
      'Its requests are dropped until the ban ends. Protected addresses are refused. You can lift it at any time.',
    verb: 'Ban',
    isHarsh: true,
    fields: [
      ...(address === null
        ? [
            {
              type: 'text' as const,
              name: 'address',
              label: 'Address or network',
              value: '',
              isRequired: true,
              hint: 'Such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::1 (stands for its /64)',
            },
          ]
        : []),
      { type: 'choice', name: 'length', label: 'For', value: '3600', choices: BAN_LENGTHS },
    ],
    submit: async (reason, { address: typed, length }) => {
      const { ban, warning } = await sendBan(address ?? typed ?? '', banLength(length ?? '3600'), reason)
      return {
        text: [`${banWords(ban)}.`, warning ?? ''].join(' ').trim(),
        undo: async () => {
          await lift(ban.address, `undone: ${reason}`, false)
          return `Ban of ${ban.address} lifted again.`
        },
      }
    },
  }
}

export function liftOrder(ban: BanView): Order {
  const left = ban.remaining_s === null ? 'for good' : `for ${duration(ban.remaining_s)} more`
  return {
    title: `Lift the ban of ${ban.address}`,
    meaning: `It would hold ${left}. It is let in again at once; when it goes on, it is banned again.`,
    verb: 'Lift',
    isHarsh: false,
    fields: [
      {
        type: 'choice',
        name: 'forgive',
        label: 'Its offences',
        value: 'false',
        choices: [
          ['false', 'stay: the next ban is longer'],
          ['true', 'are forgotten: the next counts as the first'],
        ],
      },
    ],
    submit: async (reason, { forgive }) => {
      const { state } = await lift(ban.address, reason, forgive === 'true')
      return {
        text: state === 'lifted' ? `Ban of ${ban.address} lifted.` : `Ban of ${ban.address}: lifting it is ${state}.`,
        undo: async () => {
          const rest = ban.until === null ? null : Math.max(1, Math.round((Date.parse(ban.until) - Date.now()) / 1_000))
          return `${banWords((await sendBan(ban.address, rest, `lift undone: ${ban.reason}`.slice(0, 500))).ban)}.`
        },
      }
    },
  }
}

/** Never banned from then on, and let in at once if it is banned. */
export function allowOrder(address: string): Order {
  return {
    title: `Never ban ${address}`,
    meaning:
      'It is put on the allow list: a ban of it ends now, and nothing bans it until it is removed from the list.',
    verb: 'Allow',
    isHarsh: false,
    reasonLabel: 'Comment',
    submit: async (comment) => {
      const body = { network: address, author: author(), comment, duration_s: null }
      await send<unknown>('POST', '/api/v1/allow', { body })
      return {
        text: `${address} is never banned from now on.`,
        undo: async () => {
          const query = { network: address, author: author(), reason: `undone: ${comment}` }
          await send<unknown>('DELETE', '/api/v1/allow', { query })
          return `${address} is off the allow list again.`
        },
      }
    },
  }
}

/** `length`: seconds; null: for good. Throws ApiProblem. */
export function sendBan(address: string, length: number | null, reason: string): Promise<Banned> {
  return send<Banned>('POST', '/api/v1/bans', { body: { address, duration_s: length, author: author(), reason } })
}

/** Throws ApiProblem. */
export function lift(address: string, reason: string, forgive: boolean): Promise<{ readonly state: string }> {
  const query = { address, author: author(), reason: reason.slice(0, 500), forgive: String(forgive) }
  return send('DELETE', '/api/v1/bans', { query })
}

/** What a ban is worth, and no more than that. */
export function banWords(ban: BanView): string {
  const length = ban.remaining_s === null ? 'for good' : `for ${countdown(ban.remaining_s)}`
  switch (ban.state) {
    case 'in-force':
      return `${ban.address} is banned ${length}`
    case 'observed':
      return `${ban.address} would be banned ${length}: observing, nothing is blocked`
    case 'pending':
      return `${ban.address} is being banned ${length}: the firewall has not confirmed it yet`
    case 'failed':
      return `${ban.address} is not banned: ${ban.trouble ?? 'the firewall refused it'}. It is tried again`
  }
}

/** Who orders; the server knows better. */
export function author(): string {
  return session.value?.name ?? 'dashboard'
}
