import { MINUTE } from '../../src/domain/units.ts'
import { drawPicture, type PictureOptions } from './picture.ts'
import { playScenario } from './played-scenario.ts'

/** By the name of the file. */
const PICTURES: Readonly<Record<string, PictureOptions>> = {
  flood: {
    ...{ attack: 'slow-flood', seed: 1, rate: 3, before: 40 * MINUTE, lasts: 2 * MINUTE, after: MINUTE },
    ...{ title: 'A flood of 9 requests a second on a small site', from: -60, to: 150, step: 3 },
  },
  'slow-scan': {
    ...{ attack: 'slow-scan', seed: 1, rate: 3, before: 40 * MINUTE, lasts: 8 * MINUTE, after: MINUTE },
    ...{ title: 'A scan: one missing path every 20 seconds', from: -60, to: 480, step: 10 },
  },
  'flash-crowd': {
    ...{ attack: 'flash-crowd', seed: 1, rate: 5, before: 90 * MINUTE, lasts: 20 * MINUTE, after: 10 * MINUTE },
    ...{ title: 'A crowd of new people after a broadcast', from: -600, to: 1_800, step: 30 },
    mark: ({ incidents, bans }) => ({
      at: incidents[0]?.at ?? 0,
      words: `told as ${incidents.map(({ kind }) => kind).join(', ')}; ${bans.length === 0 ? 'nobody' : bans.length} banned`,
    }),
  },
  ramp: {
    ...{ attack: 'slow-ramp', seed: 1, rate: 3, before: 40 * MINUTE, lasts: 30 * MINUTE, after: 2 * MINUTE },
    ...{ title: 'An attacker who grows slowly, to become what is normal', from: -300, to: 1_800, step: 20 },
  },
}

export const PICTURE_NAMES = Object.keys(PICTURES)

/** The picture of a simulated scenario, the same each time. Throws TypeError when there is none of that name. */
export function pictureOf(name: string): string {
  const options = PICTURES[name]
  if (options === undefined) throw new TypeError(`no picture is called ${name}`)
  return drawPicture(playScenario(options), options)
}
