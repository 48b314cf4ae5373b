import { MINUTE, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import { SITE } from '../page-load.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { agentOf } from '../person.ts'
import { type Plan, PlannedActor } from '../planned-actor.ts'
import { poissonTimes } from '../poisson-times.ts'

const TABS = 6
/** Seconds from one look at what is new to the next. */
const POLL = 5
/** Somebody clicks this often, and the page asks for what it then shows. */
const CLICK = MINUTE
const PARTS = 12

/** An application in the browser: loaded once, then it asks for data as long as the tab is open. */
export const singlePageApp: Part = {
  name: 'single-page-app',
  summary: 'six open tabs of an application: each asks for what is new every 5 s, and for 12 things at a click',
  create({ seed }) {
    const random = new Random(seed)
    const tabs = Array.from({ length: TABS }, (_, i) => ({
      address: `198.51.100.${140 + i}`,
      agent: agentOf(300 + i),
      phase: random.below(POLL),
    }))
    const actor = new PlannedActor((from, plan) => {
      for (const tab of tabs) {
        const ask = asker(random, tab, plan)
        if ((from / SECOND) % POLL === tab.phase) {
          const hasNews = random.below(8) === 0
          ask(from + random.below(60), '/api/notifications?since=last', hasNews ? 200 : 304, hasNews ? 900 : 0)
        }
        for (const at of poissonTimes(random, from, SECOND / CLICK)) {
          const project = random.below(90)
          for (let i = 0; i < PARTS; i++)
            ask(at + random.below(700), `/api/projects/${project}/part/${i}`, 200, 400 + random.below(9_000))
        }
      }
    })
    const reason =
      'an application in a browser tab: it asks for data every few seconds, by the clock and without pictures'
    return { actor, truth: honest(reason, ...tabs.map(({ address }) => address)) }
  },
}

function asker(random: Random, { address, agent }: { readonly address: string; readonly agent: string }, plan: Plan) {
  return (at: number, path: string, status: number, bytes: number) =>
    plan({
      ...{ at, address, agent, method: 'GET', path, status, bytes },
      duration: 3 + Math.floor(random.gap(20)),
      referrer: `${SITE}/app`,
    })
}
