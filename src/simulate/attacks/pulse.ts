import type { Seconds } from '../../domain/units.ts'
import { scriptedPart } from './scripted-part.ts'
import { searchPage } from './search-page.ts'

const WAVE: Seconds = 5
const EVERY: Seconds = 60

/** Short waves with quiet between them, made to slip past means over a minute. */
export const pulse = scriptedPart(
  'pulse',
  'one address floods for 5 seconds of each minute: 20 times the rate of the site, at least 100 requests a second',
  ({ rate }) => ({
    pace: (second) => (second % EVERY < WAVE ? Math.max(100, 20 * rate) : 0),
    sender: () => '203.0.113.12',
    exchange: (_, __, random) => searchPage('Go-http-client/2.0', random),
    kind: 'source-flood',
    troubles: ['traffic-surge', 'client-surge', 'bandwidth-surge', 'source-flood'],
  }),
)
