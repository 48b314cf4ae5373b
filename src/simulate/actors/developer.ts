import { type EpochMilliseconds, MINUTE, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import { SITE } from '../page-load.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { agentOf } from '../person.ts'
import { type Plan, PlannedActor } from '../planned-actor.ts'
import { poissonTimes } from '../poisson-times.ts'

const ADDRESS = '198.51.100.150'
const EVERY = 1.5 * MINUTE
const ASSETS = 28
const MOST_RELOADS = 6

/** Somebody who works on the site and reloads one page all day, at times again and again. */
export const developer: Part = {
  name: 'developer',
  summary:
    'somebody who reloads a page with 28 assets all day, up to 6 times within seconds: 304, now and then 404 or 500',
  create({ seed }) {
    const random = new Random(seed)
    const actor = new PlannedActor((from, plan) => {
      for (const start of poissonTimes(random, from, SECOND / EVERY)) {
        const isHasty = random.below(4) === 0
        let at = start
        for (let reloads = isHasty ? 1 + random.below(MOST_RELOADS) : 1; reloads > 0; reloads--) {
          reload(random, at, plan)
          at += 900 + Math.floor(random.gap(1.5 * SECOND))
        }
      }
    })
    return {
      actor,
      truth: honest('a developer: reloads the same page all day, errors of the new version included', ADDRESS),
    }
  },
}

function reload(random: Random, at: EpochMilliseconds, plan: Plan): void {
  const who = { address: ADDRESS, agent: agentOf(5), method: 'GET' }
  const isBroken = random.below(12) === 0
  const page = { path: '/product/104', status: isBroken ? 500 : 200, bytes: isBroken ? 900 : 21_000, referrer: '' }
  plan({ ...who, ...page, at, duration: 40 + random.below(90) })
  if (isBroken) return
  for (let i = 0; i < ASSETS; i++) {
    const chance = random.below(50)
    const [status, bytes] = chance === 0 ? [404, 146] : chance < 4 ? [200, 30_000] : [304, 0]
    plan({
      ...{ ...who, status, bytes },
      at: at + 60 + random.below(500),
      path: `/static/build/part-${i}.js`,
      duration: 1 + random.below(4),
      referrer: `${SITE}/product/104`,
    })
  }
}
