import { type EpochMilliseconds, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import { assetCount, loadPage, pagePath, REQUESTS_A_PAGE, SITE } from '../page-load.ts'
import type { Part } from '../part.ts'
import { PEOPLE, person } from '../person.ts'
import { PlannedActor } from '../planned-actor.ts'
import { poissonTimes } from '../poisson-times.ts'

/** The one benign part that is a trouble of its own. */
export const CROWD = 'flash-crowd'

/** Times the mean rate of the site, at the height of the crowd; with the usual visitors it is 8. */
const HEIGHT = 7
const LANDING = '/news/as-seen-on-tv'
const REFERRERS = ['https://social.example/', 'https://social.example/', 'https://tv.example/show', '']
const NEWCOMERS = PEOPLE / 2
/** Has no factor in common with NEWCOMERS: every newcomer comes once before one comes twice. */
const STRIDE = 9_973
/** Every other newcomer opens a second page. */
const PAGES_A_VISIT = 1.5

/** Many people at once who have not been here before: a surge, and nobody to ban. */
export const flashCrowd: Part = {
  name: CROWD,
  summary: 'a crowd of new people after the site was on television: eight times the rate, and nobody to ban',
  create({ seed, rate, start, end }) {
    const random = new Random(seed)
    const visits = (HEIGHT * rate) / REQUESTS_A_PAGE / PAGES_A_VISIT
    let count = seed % NEWCOMERS
    const actor = new PlannedActor((from, plan) => {
      for (const at of poissonTimes(random, from, visits * shape(from, start, end))) {
        const who = person(NEWCOMERS + ((count++ * STRIDE) % NEWCOMERS), false)
        const first = { at, path: LANDING, referrer: random.pick(REFERRERS), assets: assetCount(random) }
        const path = loadPage(random, who, first, plan)
        if (random.below(2) === 0) continue
        const later = at + 3 * SECOND + Math.floor(random.gap(15 * SECOND))
        const second = { at: later, path: pagePath(random), referrer: SITE + path, assets: assetCount(random) }
        if (later < end) loadPage(random, who, second, plan)
      }
    })
    const kinds = ['flash-crowd', 'traffic-surge', 'client-surge', 'bandwidth-surge'] as const
    return { actor, truth: { attackers: [], honest: [], troubles: [{ kinds, from: start, to: end }] } }
  },
}

/** From 0 to 1 in the first third, then level, and away in the last sixth. */
function shape(at: EpochMilliseconds, start: EpochMilliseconds, end: EpochMilliseconds): number {
  const part = (at - start) / (end - start)
  if (!(part >= 0 && part < 1)) return 0
  const rise = Math.min(1, part * 3)
  return rise * rise * (3 - 2 * rise) * Math.min(1, (1 - part) * 6)
}
