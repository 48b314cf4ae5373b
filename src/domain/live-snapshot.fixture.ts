import fc from 'fast-check'
import { BAN_STATES } from './control.ts'
import type { LiveMetric, LiveSnapshot } from './live-snapshot.ts'

const UNKNOWN: LiveMetric = { value: null, expected: null }

export const CALM: LiveSnapshot = {
  now: 1_772_442_901_000,
  uptime: 3_723_000,
  memory: 61_000_000,
  learning: null,
  silence: 400,
  lag: 0,
  requests: { value: 2.1, expected: { mean: 2, low: 0, high: 6.2 } },
  clientErrors: { value: 1.2, expected: { mean: 0.9, low: 0, high: 3 } },
  serverErrors: UNKNOWN,
  notFound: UNKNOWN,
  latency: { value: 84, expected: { mean: 80, low: 50, high: 110 } },
  clients: { value: 212, expected: { mean: 200, low: 150, high: 250 } },
  bytes: { value: 12_400, expected: null },
  history: [1, 2, 3, 2, 1, 0, 2],
  requests60: 126,
  sources: [{ address: '203.0.113.10', requests: 60, errors: 40, state: 'ok', why: ['60 requests in the last 60 s.'] }],
  endpoints: [{ path: '/product/:n', requests: 30 }],
  incidents: [],
  bans: [],
  bansInForce: 0,
  bansConfirmed: 0,
  enforcement: { mode: 'off', state: 'observing' },
  files: [{ path: '/var/log/nginx/access.log', lines: 100, refused: 0 }],
  messages: ['09:15:01  learned'],
}

/** What a log may hold to harm a terminal: escapes, C1, bidirectional marks, wide and combining characters. */
export const hostile = fc
  .array(
    fc.constantFrom(
      ...[
        '\u001b[2J',
        '\u001b]0;title\u0007',
        '\u009b31m',
        '\u202e',
        '世界',
        'e\u0301\u0301',
        '👩‍👩‍👧',
        '\r\n',
        '\ud800',
      ],
      ...['/a', 'plain', ' '],
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

const amount = fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e15, noNaN: true }))
const metric: fc.Arbitrary<LiveMetric> = fc.record({
  value: fc.option(amount),
  expected: fc.option(fc.record({ mean: amount, low: amount, high: amount })),
})
const why = fc.array(hostile, { maxLength: 3 })

export const anySnapshot: fc.Arbitrary<LiveSnapshot> = fc.record({
  now: fc.nat(),
  uptime: fc.nat(),
  memory: amount,
  learning: fc.option(fc.record({ minutes: fc.nat(9), of: fc.constant(10) })),
  silence: fc.option(fc.nat()),
  lag: amount,
  requests: metric,
  clientErrors: metric,
  serverErrors: metric,
  notFound: metric,
  latency: metric,
  clients: metric,
  bytes: metric,
  history: fc.array(amount, { maxLength: 120 }),
  requests60: amount,
  sources: fc.array(
    fc.record({
      address: hostile,
      requests: amount,
      errors: amount,
      state: fc.constantFrom('ok', 'tightened', 'would-ban', 'banning', 'banned', 'protected'),
      why,
    }),
    { maxLength: 50 },
  ),
  endpoints: fc.array(fc.record({ path: hostile, requests: amount }), { maxLength: 50 }),
  incidents: fc.array(
    fc.record({
      kind: hostile,
      subject: hostile,
      since: fc.constant('09:15:01'),
      resolved: fc.option(fc.constant('09:16:01')),
      severity: fc.integer({ min: 1, max: 5 }),
      observed: amount,
      expected: fc.option(amount),
      unit: hostile,
      why,
    }),
    { maxLength: 8 },
  ),
  bans: fc.array(
    fc.record({
      address: hostile,
      state: fc.constantFrom(...BAN_STATES),
      kind: hostile,
      left: fc.option(amount),
      offence: fc.nat(99),
      why,
    }),
    {
      maxLength: 50,
    },
  ),
  bansInForce: fc.nat(10_000),
  bansConfirmed: fc.nat(10_000),
  enforcement: fc.record({
    mode: fc.constantFrom('off', 'nftables'),
    state: fc.constantFrom('observing', 'starting', 'working', 'down'),
  }),
  files: fc.array(fc.record({ path: hostile, lines: fc.nat(), refused: fc.nat() }), { minLength: 1, maxLength: 3 }),
  messages: fc.array(hostile, { maxLength: 9 }),
})
