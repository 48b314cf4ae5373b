import { crowdAddress, visitorCount } from './crowd.ts'
import { scriptedPart } from './scripted-part.ts'
import { visit } from './visit.ts'

const FAILURES = [502, 503, 504]
/** Of 100 pages. */
const FAILING = 60

/** The application behind the web server breaks: visitors wait and get errors. */
export const backendFailure = scriptedPart(
  'backend-failure',
  'visitors get 502, 503 or 504 for 60 % of their pages, after a long wait',
  ({ rate }) => ({
    pace: () => rate,
    sender: (_, __, random) => crowdAddress(128, random.below(visitorCount(rate))),
    exchange(_, address, random) {
      const page = visit(address, random)
      if (random.below(100) >= FAILING) return page
      return { ...page, status: random.pick(FAILURES), bytes: 160, duration: 3_000 + random.below(27_000) }
    },
    honest: 'a visitor of a site that fails: the errors are not the visitor’s fault',
    troubles: ['server-errors', 'latency', 'client-surge', 'traffic-surge'],
  }),
)
