import type { Seconds } from '../../domain/units.ts'
import { scriptedPart } from './scripted-part.ts'
import { searchPage } from './search-page.ts'

const BURST: Seconds = 2
const EVERY: Seconds = 120
const REQUESTS_A_SECOND = 100
/** The first sender; each burst has the next one. */
const FIRST = 100
const SENDERS = 100

/** Over before a minute's mean moves: what is not decided within the burst is not decided at all. */
export const burst = scriptedPart(
  'burst',
  'every 2 minutes another address sends 200 requests within 2 seconds, and is gone',
  () => ({
    pace: (second) => (second % EVERY < BURST ? REQUESTS_A_SECOND : 0),
    sender: (_, second) => `203.0.113.${FIRST + (Math.floor(second / EVERY) % SENDERS)}`,
    exchange: (_, __, random) => searchPage('Go-http-client/2.0', random),
    kind: 'source-flood',
    troubles: ['source-flood', 'traffic-surge', 'client-surge', 'bandwidth-surge'],
  }),
)
