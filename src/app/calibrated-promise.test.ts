import { expect, it } from 'vitest'
import { siteMetrics } from './calibrated-site.ts'
import { DrawnTicks, dayCurve, USUAL_SITE } from './site-ticks.fixture.ts'

const DAY = 86_400
const HOURS_A_WEEK = 168
/** LONG=1 proves it over weeks and for all sizes. */
const isLong = process.env.LONG === '1'
const LEARNED = 2 * DAY
const WATCHED = (isLong ? 7 : 2) * DAY
/** At 5,000 requests a second the smallest surge that counts is beyond all chance: fewer alarms than were promised are kept too. */
const SITES = [
  { rate: 50, k: 2, rhythm: true, least: 1 / 1.5 },
  ...(isLong
    ? [
        { rate: 1, k: 2, rhythm: false, least: 1 / 1.5 },
        { rate: 5, k: 5, rhythm: false, least: 1 / 1.5 },
        { rate: 50, k: 20, rhythm: true, least: 1 / 1.5 },
        { rate: 500, k: 3, rhythm: true, least: 1 / 2 },
        { rate: 5_000, k: 2, rhythm: false, least: 0 },
      ]
    : []),
]

/** Alarms of a clean site, a minute or more apart, and the hours they came in. */
function alarmsOf({ rate, k, rhythm }: (typeof SITES)[number], seed: number, maxFalsePerWeek: number, floor?: number) {
  const site = siteMetrics({ maxFalsePerWeek, ...(floor !== undefined && { floor }) })
  const ticks = new DrawnTicks(seed, k)
  const from = Date.UTC(2026, 2, 2) / 1_000
  let alarms = 0
  let last = Number.NEGATIVE_INFINITY
  for (let second = from; second < from + LEARNED + WATCHED; second++) {
    const curve = rhythm ? dayCurve(second) : 1
    const told = site.see(ticks.draw(second, { ...USUAL_SITE, rate: rate * curve }), 1_000 * second, {
      learns: true,
      knownShareIntact: true,
    })
    if (told.length === 0 || second < from + LEARNED) continue
    if (second - last > 60) alarms++
    last = second
  }
  return alarms
}

it.each(SITES)('keeps a promise of one false alarm an hour at $rate requests a second of dispersion $k', (site) => {
  const alarms = alarmsOf(site, 11, HOURS_A_WEEK, 1)
  const promised = WATCHED / 3_600
  // Three standard deviations of a count of so many, on top of the factor.
  const chance = 1 + 3 / Math.sqrt(promised)
  expect(alarms / promised).toBeLessThan(1.5 * (isLong ? 1 : chance))
  expect(alarms / promised).toBeGreaterThan(site.least / (isLong ? 1 : chance))
})

it.each(SITES)('has no false alarm in days at $rate requests a second when one a week is promised', (site) => {
  expect(alarmsOf(site, 12, 1)).toBeLessThanOrEqual(isLong ? 1 : 0)
})
