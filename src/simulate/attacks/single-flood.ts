import { scriptedPart } from './scripted-part.ts'
import { searchPage } from './search-page.ts'

/** One address asks at least ten times as much as the whole site gets. */
export const singleFlood = scriptedPart(
  'flood',
  'one address floods a page: 10 times the rate of the site, at least 100 requests a second',
  ({ rate }) => ({
    pace: () => Math.max(100, 10 * rate),
    sender: () => '203.0.113.10',
    exchange: (_, __, random) => searchPage('python-requests/2.31.0', random),
    kind: 'source-flood',
    troubles: ['traffic-surge', 'client-surge', 'bandwidth-surge', 'source-flood'],
  }),
)
