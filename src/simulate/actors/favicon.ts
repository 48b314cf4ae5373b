import { SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { agentOf } from '../person.ts'
import { PlannedActor } from '../planned-actor.ts'

const ADDRESS = '198.51.100.160'
/** Seconds from one request to the next. */
const EVERY = 60

/** A screen on a wall whose browser never stops asking for the little picture that the site does not have. */
export const favicon: Part = {
  name: 'favicon',
  summary: 'a browser that asks for a favicon every minute, day and night, and gets 404',
  create({ seed }) {
    const random = new Random(seed)
    const phase = random.below(EVERY)
    const actor = new PlannedActor((from, plan) => {
      if ((from / SECOND) % EVERY !== phase) return
      plan({
        at: from + random.below(SECOND),
        address: ADDRESS,
        agent: agentOf(7),
        method: 'GET',
        path: '/shop/favicon.ico',
        status: 404,
        bytes: 146,
        duration: 1,
        referrer: '',
      })
    })
    return {
      actor,
      truth: honest('a browser: one picture that is not there, asked for every minute without end', ADDRESS),
    }
  },
}
