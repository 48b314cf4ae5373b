import { type EpochMilliseconds, HOUR, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { PlannedActor } from '../planned-actor.ts'

const ADDRESS = '198.51.100.20'
const AGENT = 'Mozilla/5.0 (compatible; ExampleBot/2.1; +https://crawler.example/bot.html)'
const PRODUCTS = 20_000

/** A search engine that reads the whole site, politely: a request each one to three seconds. */
export const crawler: Part = {
  name: 'crawler',
  summary: 'a search engine: robots.txt, then one page after another for days, some of them gone',
  create({ seed }) {
    const random = new Random(seed)
    let next: EpochMilliseconds = Number.NEGATIVE_INFINITY
    let robots: EpochMilliseconds = Number.NEGATIVE_INFINITY
    const actor = new PlannedActor((from, plan) => {
      if (next < from) next = from + random.below(SECOND)
      while (next < from + SECOND) {
        const asks = next - robots >= HOUR
        if (asks) robots = next
        const gone = !asks && random.below(100) < 4
        plan({
          at: next,
          address: ADDRESS,
          agent: AGENT,
          method: 'GET',
          path: asks ? '/robots.txt' : pathOf(random, gone),
          status: gone ? 404 : 200,
          bytes: asks ? 212 : gone ? 1_240 : 4_000 + Math.floor(random.gap(12_000)),
          duration: 6 + Math.floor(random.gap(35)),
          referrer: '',
        })
        next += SECOND + random.below(2 * SECOND)
      }
    })
    return { actor, truth: honest('a search engine: it reads every page, some of which are gone', ADDRESS) }
  },
}

function pathOf(random: Random, gone: boolean): string {
  if (gone) return `/archive/${2_009 + random.below(9)}/${random.below(5_000)}.html`
  return random.below(5) === 0 ? `/tag/${random.below(3_000)}` : `/product/${100 + random.below(PRODUCTS)}`
}
