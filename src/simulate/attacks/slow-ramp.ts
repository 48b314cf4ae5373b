import { SECOND } from '../../domain/units.ts'
import { scriptedPart } from './scripted-part.ts'
import { searchPage } from './search-page.ts'

/** Requests a second at the end. */
const HEIGHT = 10

/** As long as the attack lasts: with hours each minute is like the one before it. */
export const slowRamp = scriptedPart(
  'slow-ramp',
  'one address grows evenly over the whole attack, from nothing to 10 requests a second, however large the site is',
  ({ start, end }) => ({
    pace: (second) => (HEIGHT * (second + 0.5) * SECOND) / (end - start),
    sender: () => '203.0.113.15',
    exchange: (_, __, random) => searchPage('Java/17.0.11', random),
    kind: 'source-flood',
    troubles: ['source-flood', 'traffic-surge'],
  }),
)
