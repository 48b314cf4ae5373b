import { crowdAddress } from './crowd.ts'
import { scriptedPart } from './scripted-part.ts'
import { searchPage } from './search-page.ts'
import { browserOf } from './visit.ts'

const BOTS = 5_000
/** Every third address of 198.19.0.0/18, so that no small net holds them. */
const STRIDE = 3

/** Many new addresses, none of which does much alone. */
export const distributedFlood = scriptedPart(
  'distributed-flood',
  '5,000 new addresses make the traffic of the site 10 times as large, each with a few requests',
  ({ rate }) => ({
    pace: () => 9 * rate,
    sender: (_, __, random) => crowdAddress(0, random.below(BOTS) * STRIDE),
    exchange: (_, address, random) => searchPage(browserOf(address), random),
    kind: 'distributed-flood',
    troubles: ['distributed-flood', 'traffic-surge', 'client-surge'],
  }),
)
