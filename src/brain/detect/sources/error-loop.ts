import type { EvidencePart } from '../../../domain/finding.ts'
import { type Behaviour, totalNats } from './behaviour.ts'
import { gapPart } from './gaps.ts'
import { countFor, excessNats } from './log-likelihood.ts'
import { loadedShare, referredShare } from './source-class.ts'

/** A program that looks now and then for what is not there yet. */
const PATIENT_A_MINUTE = 10
const DISPERSION = 8
/** Sustained: for two minutes at least, and weighed as if it were three. */
const LEAST_LENGTH = 120
const SHORTEST = 180
/** Where so much is missing, asking for it is not odd. */
const BROKEN_SITE = 0.2
/** Refused at more paths than a client has a key for, and never answered: it counts what others own. */
const PATHS = 3
const REFUSED_WEIGHT = 0.6

const UNIT = 'requests for what is missing or refused'

/**
 * A program caught in a loop: the same missing thing, or one number after another that is refused, for minutes and nothing else. No attack, but no person either;
 * whoever loads pictures or comes from a page is left alone.
 */
export const errorLoop: Behaviour = {
  name: 'error-loop',
  minimum: 90,
  weigh({ features, population, crowd, needed }) {
    const { minutes, hours } = features
    const isRefused = minutes.distinctRefused > PATHS && hours.answered + hours.notModified === 0
    const refused = isRefused ? minutes.refused - Math.min(minutes.refused, minutes.refusedPosts) : 0
    const vain = minutes.missing + REFUSED_WEIGHT * refused
    if (minutes.length < LEAST_LENGTH || vain === 0 || population.missingShare > BROKEN_SITE) return null
    if (referredShare(features) > 0 || loadedShare(minutes) > 0 || loadedShare(features.hours) > 0) return null
    const expected = (PATIENT_A_MINUTE * crowd * Math.max(SHORTEST, minutes.length)) / 60
    const others = Math.max(0, minutes.requests - minutes.missing - refused)
    const nats = excessNats(vain, expected, DISPERSION)
    const rest: EvidencePart[] = [
      { name: 'other-requests', observed: others, expected: 0, unit: 'other requests', nats: -others },
    ]
    const gaps = gapPart(minutes, 2)
    if (gaps !== null) rest.push(gaps)
    if (features.hasReferrers && minutes.looked > 0)
      rest.push({ name: 'referrers', observed: 0, expected: 80, unit: '% of requests', nats: 1 })
    return {
      kind: 'source-scan',
      parts: [{ name: 'missing-again', observed: vain, expected, unit: UNIT, nats }, ...rest],
      requests: minutes.requests,
      observed: Math.round(vain),
      expected: Math.round(expected),
      limit: () => countFor(Math.max(0.01, needed - totalNats(rest)), expected, DISPERSION),
      unit: UNIT,
      window: Math.round(minutes.length),
    }
  },
}
