import { DAY, type EpochMilliseconds, HOUR, MINUTE, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import { loadPage, pagePath } from '../page-load.ts'
import type { Part } from '../part.ts'
import { gateway } from '../part-truth.ts'
import { agentOf } from '../person.ts'
import { PlannedActor } from '../planned-actor.ts'
import { poissonTimes } from '../poisson-times.ts'
import { isWeekend } from '../week-curve.ts'

const ADDRESS = '198.51.100.10'
const USERS = 300
/** Pages a second at work: this part of the site's rate, and at most one page of each user in ten minutes. */
const SHARE = 0.01
const MOST = USERS / 600
const INTRANET = 'https://intranet.example/'

/** Three hundred people behind one address, who now and then all follow the same link. */
export const office: Part = {
  name: 'office',
  summary: '300 users behind one address: at work hours bursts of people who follow the same link',
  create({ seed, rate }) {
    const random = new Random(seed)
    const everyday = Math.min(MOST, rate * SHARE)
    const somebody = () => ({ address: ADDRESS, agent: agentOf(random.below(USERS)), known: true })
    const actor = new PlannedActor((from, plan) => {
      const busy = business(from)
      for (const at of poissonTimes(random, from, everyday * busy)) {
        loadPage(random, somebody(), { at, path: pagePath(random), referrer: '', assets: 2 + random.below(8) }, plan)
      }
      for (const burst of poissonTimes(random, from, (busy * SECOND) / (15 * MINUTE))) {
        const path = pagePath(random)
        for (let people = 40 + random.below(80); people > 0; people--) {
          const at = burst + Math.floor(20 * SECOND * random.next())
          loadPage(random, somebody(), { at, path, referrer: INTRANET, assets: 2 + random.below(7) }, plan)
        }
      }
    }, MINUTE)
    const reason = 'an office: 300 users share this address, and bursts come when many of them follow one link'
    return { actor, truth: gateway(reason, USERS, ADDRESS) }
  },
}

/** How much of the office is at work, UTC. */
function business(at: EpochMilliseconds): number {
  const hour = Math.floor((at % DAY) / HOUR)
  if (isWeekend(at) || hour < 7 || hour >= 18) return 0.01
  return hour === 12 ? 0.5 : 1
}
