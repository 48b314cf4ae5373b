import { scriptedPart } from './scripted-part.ts'
import { searchPage } from './search-page.ts'

/** Too slow for any short window, and on a large site nothing that the site's own rate would show. */
export const moderateFlood = scriptedPart(
  'moderate-flood',
  'one address asks for 5 pages a second for minutes, however large the site is',
  () => ({
    pace: () => 5,
    sender: () => '203.0.113.14',
    exchange: (_, __, random) => searchPage('python-requests/2.32.3', random),
    kind: 'source-flood',
    troubles: ['source-flood', 'traffic-surge'],
  }),
)
