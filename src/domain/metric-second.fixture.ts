import fc from 'fast-check'
import type { ExpectedBands, MetricSecond } from './metric-history.ts'

export const NO_BANDS: ExpectedBands = {
  requests: null,
  'client-errors': null,
  'server-errors': null,
  'not-found': null,
  latency: null,
  clients: null,
  bytes: null,
}

/** A quiet second: ten requests, three of them prevented. */
export function secondOf(second: number, change: Partial<MetricSecond> = {}): MetricSecond {
  return {
    second,
    requests: 10,
    bytes: 1_000,
    redirects: 1,
    clientErrors: 2,
    serverErrors: 1,
    notFound: 1,
    methods: [5, 1, 1, 0, 0, 0, 0],
    prevented: 3,
    clients: 5,
    latencyP99: 20,
    expected: { ...NO_BANDS, requests: { mean: 9, low: 4, high: 15 } },
    expectedErrors: null,
    ...change,
  }
}

const band = fc.option(fc.record({ mean: fc.nat(99), low: fc.nat(99), high: fc.nat(99) }))

/** Seconds from `from` up to, not including, `to`, in any order, some of them more than once. */
export function anySeconds(from: number, to: number, maxLength = 60): fc.Arbitrary<MetricSecond[]> {
  const counts = fc.record({
    succeeded: fc.nat(900),
    redirects: fc.nat(99),
    clientErrors: fc.nat(99),
    serverErrors: fc.nat(99),
    prevented: fc.nat(99),
  })
  const second = fc.record({
    second: fc.integer({ min: from, max: to - 1 }),
    bytes: fc.nat(1e9),
    notFound: fc.nat(99),
    methods: fc.array(fc.nat(99), { minLength: 7, maxLength: 7 }),
    clients: fc.nat(99),
    latencyP99: fc.option(fc.nat(5_000)),
    expected: fc.record({
      requests: band,
      'client-errors': band,
      'server-errors': band,
      'not-found': band,
      latency: band,
      clients: band,
      bytes: band,
    }),
    expectedErrors: band,
  })
  const one = fc.tuple(second, counts).map(([second, { succeeded, ...counts }]): MetricSecond => {
    const { redirects, clientErrors, serverErrors, prevented } = counts
    return { ...second, ...counts, requests: succeeded + redirects + clientErrors + serverErrors + prevented }
  })
  return fc.array(one, { minLength: 1, maxLength })
}
