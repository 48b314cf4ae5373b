import type { EvidencePart } from '../../../domain/finding.ts'
import { type Behaviour, totalNats } from './behaviour.ts'
import { gapPart } from './gaps.ts'
import { countFor, excessNats, ramp, share } from './log-likelihood.ts'
import { percent } from './narrow-law.ts'
import { dispersionOf, isLinked } from './site-clients.ts'
import { loadedShare } from './source-class.ts'

/** Pages that somebody reads who goes on for half an hour or longer, and what a program may fetch that follows a site. */
const READ_A_MINUTE = 20
const SHORTEST: number = 1_800
const CLUMP = 2
/** Of one or few pages a program waits for news; a walk is over many, and most of those looked at are different ones. */
const MANY: readonly [number, number] = [12, 40]
const FEW_PAGES = -12
/** Where visitors load pictures and come from pages, never to do so is telling over hours. */
const BROWSERS_ONLY = -12

/**
 * Page after page for half an hour and longer, slowly enough to look like a reader for some minutes, and never a picture, a script or a
 * page that it came from. Declared crawlers are left alone, and so is who shows any sign of a browser.
 */
export const longWalk: Behaviour = {
  name: 'long-walk',
  minimum: 200,
  weigh({ features, population, sourceClass, crowd, law, needed }) {
    const { hours } = features
    if (sourceClass !== 'unknown' || hours.length < SHORTEST / 2 || !features.hasReferrers) return null
    if (share(hours.referred, hours.looked) > 0.02 || loadedShare(hours) > 0.02 || hours.crawlers > 0) return null
    if (hours.paths < MANY[0]) return null
    const pages = Math.min(hours.answered, hours.requests - hours.assets) - hours.posts - hours.accepted - hours.heads
    if (pages <= 0) return null
    const expected = (READ_A_MINUTE * crowd * Math.max(SHORTEST, hours.length)) / 60
    const dispersion = dispersionOf(population, sourceClass) * CLUMP
    const nats = excessNats(pages, expected, dispersion)
    const rest: EvidencePart[] = law.filter(({ name }) => name !== 'one-endpoint' && name !== 'acquaintance')
    const gaps = gapPart(hours, 0)
    if (gaps !== null) rest.push(gaps)
    const few = FEW_PAGES * (1 - ramp(hours.paths, ...MANY))
    if (few !== 0)
      rest.push({ name: 'few-pages', observed: hours.paths, expected: MANY[1], unit: 'different pages', nats: few })
    const others = BROWSERS_ONLY * (population.servesAssets ? 1 - isLinked(population) : 1)
    if (others !== 0)
      rest.push({
        name: 'program',
        observed: percent(population.referredShare),
        expected: 30,
        unit: '% of all requests from a page',
        nats: others,
      })
    return {
      kind: 'source-scrape',
      parts: [{ name: 'pages', observed: pages, expected, unit: 'pages', nats }, ...rest],
      requests: hours.requests,
      observed: pages,
      expected: Math.round(expected),
      limit: () => countFor(Math.max(0.01, needed - totalNats(rest)), expected, dispersion),
      unit: 'pages',
      window: Math.round(Math.max(SHORTEST, hours.length)),
    }
  },
}
