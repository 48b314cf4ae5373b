import { MINUTE, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import { loadPage, pagePath, SITE } from '../page-load.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { agentOf } from '../person.ts'
import { PlannedActor } from '../planned-actor.ts'
import { poissonTimes } from '../poisson-times.ts'

const ADDRESS = '198.51.100.70'
const EVERY = 2 * MINUTE
const FONTS = ['regular', 'italic', 'bold'].flatMap((face) => ['woff2', 'woff', 'ttf'].map((form) => `${face}.${form}`))

/** Somebody whose browser asks for the fonts that the site's style sheet names and the server does not have. */
export const missingFonts: Part = {
  name: 'missing-fonts',
  summary: 'somebody whose every page also asks for nine fonts that are not there: 404 each',
  create({ seed }) {
    const random = new Random(seed)
    const who = { address: ADDRESS, agent: agentOf(4), known: true }
    const actor = new PlannedActor((from, plan) => {
      for (const at of poissonTimes(random, from, SECOND / EVERY)) {
        const path = loadPage(random, who, { at, path: pagePath(random), referrer: SITE, assets: 6 }, plan)
        for (const font of FONTS) {
          plan({
            at: at + 200 + random.below(900),
            address: ADDRESS,
            agent: who.agent,
            method: 'GET',
            path: `/static/fonts/shop-${font}`,
            status: 404,
            bytes: 146,
            duration: 1,
            referrer: SITE + path,
          })
        }
      }
    })
    return { actor, truth: honest('a person: the style sheet names nine fonts that the server does not have', ADDRESS) }
  },
}
