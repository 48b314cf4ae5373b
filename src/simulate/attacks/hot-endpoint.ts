import { crowdAddress } from './crowd.ts'
import { scriptedPart } from './scripted-part.ts'
import { visit } from './visit.ts'

const READERS = 150

/** All at once everybody wants the same page. */
export const hotEndpoint = scriptedPart(
  'hot-endpoint',
  '150 addresses ask for one page, together 1.5 times the rate of the site',
  ({ rate }) => ({
    pace: () => 1.5 * rate,
    sender: (_, __, random) => crowdAddress(104, random.below(READERS)),
    exchange: (_, address, random) => ({ ...visit(address, random), path: '/offer/today' }),
    troubles: ['endpoint-share', 'traffic-surge'],
  }),
)
