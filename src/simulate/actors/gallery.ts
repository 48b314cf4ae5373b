import { MINUTE, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import { SITE } from '../page-load.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { agentOf } from '../person.ts'
import { PlannedActor } from '../planned-actor.ts'
import { poissonTimes } from '../poisson-times.ts'

const ADDRESS = '198.51.100.60'
const EVERY = 20 * MINUTE
const THUMBNAILS = 150
const LOADING = 6 * SECOND

/** Somebody who opens a page with very many pictures. */
export const gallery: Part = {
  name: 'gallery',
  summary: 'somebody who now and then opens a gallery: one page and 150 thumbnails within 6 s',
  create({ seed }) {
    const random = new Random(seed)
    const who = { address: ADDRESS, agent: agentOf(2), method: 'GET', status: 200 }
    const actor = new PlannedActor((from, plan) => {
      for (const at of poissonTimes(random, from, SECOND / EVERY)) {
        const album = random.below(400)
        const path = `/gallery/${album}`
        plan({ ...who, at, path, bytes: 41_000, duration: 60 + random.below(80), referrer: `${SITE}/gallery` })
        for (let i = 0; i < THUMBNAILS; i++) {
          plan({
            ...who,
            at: at + 100 + random.below(LOADING - 100),
            path: `/gallery/${album}/thumb-${i + 1}.webp`,
            bytes: 5_000 + random.below(9_000),
            duration: 2 + random.below(12),
            referrer: SITE + path,
          })
        }
      }
    })
    return { actor, truth: honest('a person in a gallery: each page of it brings 150 thumbnails at once', ADDRESS) }
  },
}
