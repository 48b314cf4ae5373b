import type { EvidencePart } from '../../../domain/finding.ts'
import { type Behaviour, totalNats } from './behaviour.ts'
import { gapPart } from './gaps.ts'
import { countFor, excessNats } from './log-likelihood.ts'
import { percent } from './narrow-law.ts'
import { loadedShare, referredShare } from './source-class.ts'

/** A program that looks now and then for what is not there yet. */
const PATIENT_A_MINUTE = 10
const DISPERSION = 8
/** Sustained: for two minutes at least, and weighed as if it were three. */
const LEAST_LENGTH = 120
const SHORTEST = 180
/** Where so much is missing, asking for it is not odd. */
const BROKEN_SITE = 0.2

/**
 * A program caught in a loop: the same missing thing, over and over for minutes, and nothing else. No attack, but no person either;
 * whoever loads pictures or comes from a page is left alone.
 */
export const errorLoop: Behaviour = {
  name: 'error-loop',
  minimum: 90,
  weigh({ features, population, crowd, needed }) {
    const { minutes } = features
    if (minutes.length < LEAST_LENGTH || minutes.missing === 0 || population.missingShare > BROKEN_SITE) return null
    const expected = (PATIENT_A_MINUTE * crowd * Math.max(SHORTEST, minutes.length)) / 60
    const others = minutes.requests - minutes.missing
    const nats = excessNats(minutes.missing, expected, DISPERSION)
    const rest: EvidencePart[] = [
      { name: 'other-requests', observed: others, expected: 0, unit: 'other requests', nats: -others },
    ]
    const gaps = gapPart(minutes, 2)
    if (gaps !== null) rest.push(gaps)
    const loaded = loadedShare(minutes)
    if (loaded > 0)
      rest.push({ name: 'assets', observed: percent(loaded), expected: 0, unit: '% of requests', nats: -15 })
    if (features.hasReferrers && minutes.looked > 0) {
      const referred = referredShare(features)
      const weight = referred === 0 ? 1 : -15
      rest.push({ name: 'referrers', observed: percent(referred), expected: 80, unit: '% of requests', nats: weight })
    }
    return {
      kind: 'source-scan',
      parts: [
        { name: 'missing-again', observed: minutes.missing, expected, unit: 'requests for what is missing', nats },
        ...rest,
      ],
      requests: minutes.requests,
      observed: minutes.missing,
      expected: Math.round(expected),
      limit: countFor(Math.max(0.01, needed - totalNats(rest)), expected, DISPERSION),
      unit: 'requests for what is missing',
      window: Math.round(minutes.length),
    }
  },
}
