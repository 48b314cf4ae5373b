import { crowdAddress } from './crowd.ts'
import { scriptedPart } from './scripted-part.ts'
import { browserOf } from './visit.ts'

const DEVICES = 50

/** A new release of an app saves far too often: methods that were rare become the most of all. */
export const methodShift = scriptedPart(
  'method-shift',
  '50 addresses send PUT /api/sync, together twice the rate of the site',
  ({ rate }) => ({
    pace: () => 2 * rate,
    sender: (_, __, random) => crowdAddress(96, random.below(DEVICES)),
    exchange: (_, address, random) => ({
      method: 'PUT',
      path: '/api/sync',
      status: 200,
      bytes: 60 + random.below(60),
      duration: 8 + Math.floor(random.gap(20)),
      agent: browserOf(address),
      referrer: '',
    }),
    troubles: ['method-mix', 'traffic-surge', 'client-surge', 'endpoint-share'],
  }),
)
