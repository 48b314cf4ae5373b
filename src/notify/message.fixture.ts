import { type Message, NO_BANS } from '../domain/message.ts'

export const NOW = Date.parse('2026-03-02T09:15:01.700Z')

/** An incident with a source that was banned. */
export function messageOf(change: Partial<Message> = {}): Message {
  return {
    id: '0123456789ab',
    thread: 'ba9876543210',
    kind: 'incident',
    state: 'firing',
    severity: 4,
    at: NOW,
    since: NOW - 200_000,
    lasted: 200_000,
    site: 'shop.example',
    title: 'Traffic surge of the site',
    happened: '412 requests/s over 60 s; the limit for the site is 120 requests/s.',
    measured: {
      observed: 412,
      expected: 38,
      unit: 'requests/s',
      window: 60,
      words: '412 requests/s over 60 s, 38 requests/s expected',
    },
    sources: [
      { address: '203.0.113.7', state: 'banned', until: NOW + 600_000, reason: 'It sent 301 requests in 1 s.' },
      { address: '2001:db8:bad:1::/64', state: 'ordered', until: null, reason: 'It sent 302 requests in 1 s.' },
    ],
    bans: { ...NO_BANS, made: 3, pending: 1, confirmed: 2 },
    done: 'Breakwater banned 2 sources (nftables confirmed it); ordered 1 more, which is not confirmed yet.',
    undo: ['breakwater bans remove 203.0.113.7', 'breakwater bans list'],
    link: 'https://logs.shop.example/incidents/ba9876543210',
    held: null,
    ...change,
  }
}

/** A text that would do harm in each of the media. */
export const HOSTILE =
  '<!channel> @everyone <@U1> [x](https://evil.example) **b** `c` <b>&amp;"\'</b> {{secret}} \\u0041 */ ]]> =cmd'
