import { SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { PlannedActor } from '../planned-actor.ts'

const ADDRESS = '198.51.100.50'
/** Seconds from one upload to the next. */
const EVERY = 3_600
/** Seconds that an upload lasts. */
const UPLOAD = 60
const PHOTOS = 150

/** A phone that meets a network again and uploads what waited. */
export const phoneBacklog: Part = {
  name: 'phone-backlog',
  summary: 'a phone that uploads what waited: once an hour 150 photos by PUT within a minute',
  create({ seed }) {
    const random = new Random(seed)
    const phase = random.below(EVERY - UPLOAD)
    const actor = new PlannedActor((from, plan) => {
      const second = ((from / SECOND) % EVERY) - phase
      if (second < 0 || second >= UPLOAD) return
      const first = Math.floor((second * PHOTOS) / UPLOAD)
      const behind = Math.floor(((second + 1) * PHOTOS) / UPLOAD)
      const day = new Date(from).toISOString().slice(0, 10)
      for (let photo = first; photo < behind; photo++) {
        plan({
          at: from + random.below(SECOND),
          address: ADDRESS,
          agent: 'ExamplePhotos/7.1 (Android 14)',
          method: 'PUT',
          path: `/photos/upload/${day}/IMG_${1_000 + ((Math.floor(from / SECOND / EVERY) * PHOTOS + photo) % 9_000)}.jpg`,
          status: 201,
          bytes: 38,
          duration: 150 + Math.floor(random.gap(250)),
          referrer: '',
        })
      }
    })
    return { actor, truth: honest('a phone that uploads the photos that waited for a network', ADDRESS) }
  },
}
