import { type EpochMilliseconds, MINUTE, type Milliseconds, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import { assetCount, loadPage, pagePath, REQUESTS_A_PAGE, SITE } from '../page-load.ts'
import type { Part } from '../part.ts'
import { NOTHING_TO_TELL } from '../part-truth.ts'
import { PEOPLE, person } from '../person.ts'
import { type Plan, PlannedActor } from '../planned-actor.ts'
import { poissonTimes } from '../poisson-times.ts'
import { weekCurve } from '../week-curve.ts'

/** People who come again and again. */
const REGULARS = 1_500
const MOST_PAGES = 4
const PAGES_A_VISIT = (1 + MOST_PAGES) / 2
/** Mean time that somebody looks at a page. */
const LOOKING: Milliseconds = 25 * SECOND
const ELSEWHERE = ['', 'https://search.example/', 'https://search.example/', 'https://news.example/today']

/** People with browsers: many addresses, pages with all their assets, little at night and much in the evening. */
export const browsers: Part = {
  name: 'browsers',
  summary: 'people who open pages, with a rhythm of day and week; --rate is their mean',
  create({ seed, rate }) {
    const random = new Random(seed)
    const visits = rate / REQUESTS_A_PAGE / PAGES_A_VISIT
    const actor = new PlannedActor((from, plan) => {
      for (const at of poissonTimes(random, from, visits * weekCurve(from))) visit(random, at, plan)
    }, 3 * MINUTE)
    return { actor, truth: NOTHING_TO_TELL }
  },
}

function visit(random: Random, start: EpochMilliseconds, plan: Plan): void {
  const known = random.below(5) < 2
  const who = person(1 + random.below(known ? REGULARS : PEOPLE / 2 - 1), known)
  let at = start
  let referrer = random.pick(ELSEWHERE)
  for (let pages = 1 + random.below(MOST_PAGES); pages > 0; pages--) {
    const path = loadPage(random, who, { at, path: pagePath(random), referrer, assets: assetCount(random) }, plan)
    referrer = SITE + path
    at += 3 * SECOND + Math.floor(random.gap(LOOKING))
  }
}
