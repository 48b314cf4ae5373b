import type { EvidencePart } from '../../../domain/finding.ts'
import { type Behaviour, totalNats } from './behaviour.ts'
import { gapPart } from './gaps.ts'
import { countFor, excessNats, type Nats, ramp, share } from './log-likelihood.ts'
import { percent } from './narrow-law.ts'
import { isLetIn } from './signed-in.ts'
import { dispersionOf, isLinked, servesPrograms, usualOf } from './site-clients.ts'
import { variety } from './variety.ts'

/** A walk is long: shorter ones are weighed as if they were spread over three minutes. */
const SHORTEST_WALK = 180
/** More than once a second a page is neither looked for by a monitor nor read by a person. */
const READ_A_MINUTE = 66
const CLUMP = 2
/** Kept time like a clock, which readers never do. */
const CLOCK = 3
/** Between these the pace becomes that of anything else that comes often, which is `flood`'s to judge. */
const EVEN = 0.3
const UNEVEN = 0.45
const NOT_EVEN = -8
/** Where programs are the usual clients, or nobody comes from a page, to fetch file after file is what the site is for. */
const USUAL_CLIENT = -12
/** To fetch many pages is no walk where readers are not known by what they load and where they come from, or not told by the log. */
const BARE: readonly [Nats, Nats] = [0.5, 2]
/** A walk is for one page after another: of those looked at so many are different ones. */
const WALKING: readonly [number, number] = [0.1, 0.4]
/** Who has it already does not copy it. */
const UNCHANGED: readonly [number, number] = [0.02, 0.2]
/** Of a walk nearly all pages are there: copied links lead somewhere. */
const THERE = 0.9

/**
 * Page after page, none of what belongs to it, from nowhere, for minutes and at an even pace: the site is being copied. Whatever is not
 * a page (POST, HEAD, accepted writes, what has not changed) is left out. Declared crawlers do just that and need more against them.
 */
export const scrape: Behaviour = {
  name: 'scrape',
  minimum: 20,
  weigh({ features, population, sourceClass, crowd, law, needed }) {
    if (sourceClass === 'api') return null
    const { minutes } = features
    const pages =
      Math.min(minutes.answered, minutes.requests - minutes.assets) - minutes.posts - minutes.accepted - minutes.heads
    if (pages <= 0) return null
    const aMinute = Math.max(READ_A_MINUTE, usualOf(population, sourceClass, 'perMinute') * 0.9)
    const expected = (aMinute * crowd * Math.max(SHORTEST_WALK, minutes.length)) / 60
    const dispersion = dispersionOf(population, sourceClass) * CLUMP
    const unchanged = share(minutes.notModified, minutes.requests)
    const doubts = [
      ramp(bareNats(law), ...BARE),
      1 - ramp(unchanged, ...UNCHANGED),
      variety(minutes, ...WALKING),
      1 - isLetIn(minutes, population),
    ]
    const nats = doubts.reduce((rest, doubt) => rest * doubt, excessNats(pages, expected, dispersion))
    const rest: EvidencePart[] = law.filter(({ name }) => name !== 'one-endpoint')
    const programs = share(minutes.programs, minutes.looked)
    const usual =
      USUAL_CLIENT * Math.max(servesPrograms(population) * ramp(programs, 0.5, 0.9), 1 - isLinked(population))
    if (usual !== 0)
      rest.push({
        name: 'program',
        observed: percent(programs),
        expected: percent(population.programShare),
        unit: '% of requests',
        nats: usual,
      })
    const gaps = gapPart(minutes, CLOCK)
    if (gaps !== null) rest.push(gaps)
    else {
      const variation = minutes.gapVariation ?? UNEVEN
      const nats = NOT_EVEN * ramp(variation, EVEN, UNEVEN)
      rest.push({ name: 'gaps', observed: variation, expected: 1, unit: GAPS, nats })
    }
    const there = share(minutes.answered, minutes.requests - minutes.assets)
    rest.push({
      name: 'answered',
      observed: percent(there),
      expected: 90,
      unit: '% of pages',
      nats: 2 * ramp(there, THERE - 0.2, 1) - 1,
    })
    return {
      kind: 'source-scrape',
      parts: [{ name: 'pages', observed: pages, expected, unit: 'pages', nats }, ...rest],
      requests: minutes.requests,
      observed: pages,
      expected: Math.round(expected),
      limit: () => countFor(Math.max(0.01, needed - totalNats(rest)), expected, dispersion),
      unit: 'pages',
      window: Math.round(Math.max(SHORTEST_WALK, minutes.length)),
    }
  },
}

/** What it lacks of a browser that others have. */
function bareNats(law: readonly EvidencePart[]): Nats {
  return totalNats(law.filter(({ name }) => name === 'assets' || name === 'referrers' || name === 'tool'))
}

const GAPS = 'deviation of gaps over their mean'
