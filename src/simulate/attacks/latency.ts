import { crowdAddress, visitorCount } from './crowd.ts'
import { scriptedPart } from './scripted-part.ts'
import { visit } from './visit.ts'

/** The site answers correctly, but far too late. */
export const latency = scriptedPart(
  'latency',
  'half as many more visitors wait 2 to 8 seconds for each page',
  ({ rate }) => ({
    pace: () => rate / 2,
    sender: (_, __, random) => crowdAddress(192, random.below(visitorCount(rate / 2))),
    exchange: (_, address, random) => ({ ...visit(address, random), duration: 2_000 + random.below(6_000) }),
    honest: 'a visitor of a slow site',
    troubles: ['latency'],
  }),
)
