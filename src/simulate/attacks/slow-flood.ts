import { scriptedPart } from './scripted-part.ts'
import { searchPage } from './search-page.ts'

/** One address asks too much, but not so much that one second shows it. */
export const slowFlood = scriptedPart(
  'slow-flood',
  'one address asks 3 times as much as the whole site gets, at least 2 requests a second',
  ({ rate }) => ({
    pace: () => Math.max(2, 3 * rate),
    sender: () => '203.0.113.11',
    exchange: (_, __, random) => searchPage('Go-http-client/1.1', random),
    kind: 'source-flood',
    troubles: ['traffic-surge', 'client-surge', 'bandwidth-surge', 'source-flood'],
  }),
)
