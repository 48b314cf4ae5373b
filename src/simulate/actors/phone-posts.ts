import { SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { PlannedActor } from '../planned-actor.ts'

const ADDRESS = '198.51.100.170'
/** Seconds from one upload to the next. */
const EVERY = 1_200
/** Seconds that an upload lasts. */
const UPLOAD = 60
const POSTS = 200

/** A phone with an app that sends what it noted while there was no network: one POST for each note. */
export const phonePosts: Part = {
  name: 'phone-posts',
  summary:
    'a phone that sends what waited: every 20 minutes 200 POST to one endpoint within a minute, all answered 2xx',
  create({ seed }) {
    const random = new Random(seed)
    const phase = random.below(EVERY - UPLOAD)
    const actor = new PlannedActor((from, plan) => {
      const second = ((from / SECOND) % EVERY) - phase
      if (second < 0 || second >= UPLOAD) return
      const first = Math.floor((second * POSTS) / UPLOAD)
      for (let post = first; post < Math.floor(((second + 1) * POSTS) / UPLOAD); post++) {
        plan({
          at: from + random.below(SECOND),
          address: ADDRESS,
          agent: 'ExampleTrack/3.4 (Android 14)',
          method: 'POST',
          path: '/api/v1/positions',
          status: random.below(10) === 0 ? 200 : 201,
          bytes: 40 + random.below(30),
          duration: 15 + Math.floor(random.gap(30)),
          referrer: '',
        })
      }
    })
    return { actor, truth: honest('a phone that sends what it noted without a network, all of it accepted', ADDRESS) }
  },
}
