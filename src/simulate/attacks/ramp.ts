import { SECOND } from '../../domain/units.ts'
import { scriptedPart } from './scripted-part.ts'
import { searchPage } from './search-page.ts'

/** Grows so evenly that a baseline which learns too fast would get used to it. */
export const ramp = scriptedPart(
  'ramp',
  'one address grows evenly from nothing to 10 times the rate of the site',
  ({ rate, start, end }) => ({
    pace: (second) => (10 * rate * (second + 0.5) * SECOND) / (end - start),
    sender: () => '203.0.113.13',
    exchange: (_, __, random) => searchPage('curl/8.5.0', random),
    kind: 'source-flood',
    troubles: ['traffic-surge', 'client-surge', 'bandwidth-surge', 'source-flood'],
  }),
)
