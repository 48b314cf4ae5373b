import { LearnedAmount, type LearnedAmountOptions } from '../brain/baseline/expectation.ts'
import { LatencyTail } from '../brain/baseline/latency-tail.ts'
import type { SiteMetricName } from '../brain/detect/site/metrics.ts'
import { SiteMetrics } from '../brain/detect/site/site-metrics.ts'

/** Seconds. The spread of sums over a minute is learned over hours: there are few of them, and a burst may be rare. */
const SPREAD_SPANS = [3_000, 3_000, 18_000]
/** Sums over 1, 10 and 60 s that what a spread begins with is worth. */
const SPREAD_WORTH = [120, 20, 5]
/** A share begins as if it had been seen in so many requests. */
const SHARE_WORTH = 50
const SHARE_SPAN = 3_000

const VOLUME: LearnedAmountOptions = {
  level: { span: 300, prior: 0, worth: 0, lately: 120 },
  // As of a site whose requests come in page loads of a dozen and visits of a few pages: better careful than alarmed in the first hour.
  dispersion: { spans: SPREAD_SPANS, prior: [4, 15, 40], worth: SPREAD_WORTH, leastWorth: 1 },
  seasonal: true,
  least: 0.02,
  first: 30,
}

const LEARNERS: Readonly<Record<SiteMetricName, LearnedAmountOptions>> = {
  requests: VOLUME,
  // One observation a minute.
  clients: {
    level: { span: 10, prior: 0, worth: 0, lately: 3 },
    dispersion: { spans: [300, 300, 300], prior: [4, 6, 8], worth: [10, 3, 1], leastWorth: 1 },
    seasonal: false,
    least: 1,
    first: 5,
  },
  bytes: {
    level: { span: 900, prior: 0, worth: 0, lately: 120 },
    dispersion: { spans: SPREAD_SPANS, prior: [100_000, 200_000, 300_000], worth: SPREAD_WORTH, leastWorth: 1 },
    seasonal: false,
    least: 100,
    first: 30,
  },
  'not-found': share(0.02, 0.005, [2, 3, 5]),
  'client-errors': share(0.02, 0.005, [2, 3, 5]),
  'server-errors': share(0.002, 0.002, [1.5, 2, 2.5]),
  latency: share(0.02, 0.02, [2, 3, 5]),
}

function share(prior: number, least: number, spread: readonly number[]): LearnedAmountOptions {
  return {
    level: { span: SHARE_SPAN, prior, worth: SHARE_WORTH, lately: 120 },
    dispersion: { spans: SPREAD_SPANS, prior: spread, worth: SPREAD_WORTH, leastWorth: 5 },
    seasonal: false,
    least,
    first: 30,
  }
}

/** The metrics of the site with what they learn by. */
export function siteMetrics(options: { readonly maxFalsePerWeek: number; readonly floor?: number }): SiteMetrics {
  const names = Object.keys(LEARNERS) as SiteMetricName[]
  const learners = Object.fromEntries(names.map((name) => [name, new LearnedAmount(LEARNERS[name])]))
  return new SiteMetrics({
    ...options,
    learners: learners as Readonly<Record<SiteMetricName, LearnedAmount>>,
    tail: new LatencyTail(),
  })
}
