import { SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { PlannedActor } from '../planned-actor.ts'

const ADDRESS = '198.51.100.40'
/** Seconds from one burst to the next. */
const EVERY = 300
/** Seconds that a burst lasts. */
const BURST = 10
const REQUESTS_A_SECOND = 12

/** A partner's program that fetches what is new, all at once. */
export const apiPartner: Part = {
  name: 'api-partner',
  summary: "a partner's program: every 5 minutes 120 API requests within 10 s",
  create({ seed }) {
    const random = new Random(seed)
    const phase = random.below(EVERY - BURST)
    const actor = new PlannedActor((from, plan) => {
      const second = ((from / SECOND) % EVERY) - phase
      if (second < 0 || second >= BURST) return
      for (let i = 0; i < REQUESTS_A_SECOND; i++) {
        const page = second * REQUESTS_A_SECOND + i + 1
        plan({
          at: from + Math.floor(((i + random.next()) * SECOND) / REQUESTS_A_SECOND),
          address: ADDRESS,
          agent: 'partner-sync/5.4 (okhttp/4.12.0)',
          method: page % 30 === 0 ? 'POST' : 'GET',
          path: page % 30 === 0 ? '/api/v1/stock' : `/api/v1/orders?page=${page}&per_page=50`,
          status: page % 30 === 0 ? 202 : 200,
          bytes: page % 30 === 0 ? 64 : 6_000 + random.below(9_000),
          duration: 12 + Math.floor(random.gap(25)),
          referrer: '',
        })
      }
    })
    return { actor, truth: honest('a partner by contract: fetches all orders in a burst every five minutes', ADDRESS) }
  },
}
