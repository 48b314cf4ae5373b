import { type Behaviour, totalNats } from './behaviour.ts'
import { countFor, excessNats } from './log-likelihood.ts'
import { narrowLaw } from './narrow-law.ts'
import { spanLength } from './request-weight.ts'

/** A large file is one piece of evidence. */
const LARGE_FILE = 150

/**
 * Few requests, each for much: the same files over and over. One download, however large, is one request, and a film comes in
 * pieces that are assets and have a referrer.
 */
export const bandwidthHog: Behaviour = {
  name: 'bandwidth-hog',
  minimum: 20,
  weigh({ features, population, sourceClass, crowd, needed }) {
    const { minutes } = features
    const observed = minutes.bytes / 1e6
    const expected = population.classes[sourceClass].megabytes * crowd
    if (observed <= expected) return null
    const law = narrowLaw(features, population)
    const nats = excessNats(observed, expected, LARGE_FILE)
    return {
      kind: 'source-flood',
      parts: [{ name: 'bytes', observed, expected, unit: 'MB', nats }, ...law],
      requests: minutes.requests,
      observed: Math.round(observed),
      expected: Math.round(expected),
      limit: countFor(Math.max(0.01, needed - totalNats(law)), expected, LARGE_FILE),
      unit: 'MB',
      window: Math.round(spanLength(minutes)),
    }
  },
}
