import { type Behaviour, totalNats } from './behaviour.ts'
import { countFor, excessNats } from './log-likelihood.ts'
import { spanLength } from './request-weight.ts'

/** Megabytes that are one piece of evidence: three files, for one may be fetched in parts, and some hundred megabytes of small ones. */
const FILES = 3
const LEAST_CLUMP = 150

/**
 * Few requests, each for much: the same files over and over. One download, however large, is one request, and a film comes in
 * pieces that are assets and have a referrer.
 */
export const bandwidthHog: Behaviour = {
  name: 'bandwidth-hog',
  minimum: 40,
  weigh({ features, population, sourceClass, crowd, law, needed }) {
    const { minutes } = features
    const observed = minutes.bytes / 1e6
    const expected = population.classes[sourceClass].megabytes * crowd
    if (observed <= expected) return null
    const clump = Math.max(LEAST_CLUMP, (FILES * observed) / Math.max(1, minutes.requests))
    const nats = excessNats(observed, expected, clump)
    return {
      kind: 'source-flood',
      parts: [{ name: 'bytes', observed, expected, unit: 'MB', nats }, ...law],
      requests: minutes.requests,
      observed: Math.round(observed),
      expected: Math.round(expected),
      limit: () => countFor(Math.max(0.01, needed - totalNats(law)), expected, clump),
      unit: 'MB',
      window: Math.round(spanLength(minutes)),
    }
  },
}
