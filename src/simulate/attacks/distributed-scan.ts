import type { Seconds } from '../../domain/units.ts'
import { crowdAddress } from './crowd.ts'
import { missingPage, missingPath } from './missing-page.ts'
import { scriptedPart } from './scripted-part.ts'
import { browserOf } from './visit.ts'

const SCANNERS = 300
/** Then other addresses take over, so that each tries five paths in the mean. */
const SHIFT: Seconds = 300
/** Addresses come back after this many shifts. */
const SHIFTS = 13

/** A scan shared by so many addresses that none of them stands out. */
export const distributedScan = scriptedPart(
  'distributed-scan',
  '300 addresses try a few paths each that do not exist, 5 a second in all; new ones every 5 minutes',
  () => ({
    pace: () => SCANNERS / 60,
    sender(_, second, random) {
      const shift = Math.floor(second / SHIFT) % SHIFTS
      return crowdAddress(64, shift * SCANNERS + random.below(SCANNERS))
    },
    exchange: (serial, address, random) => missingPage(missingPath(serial), browserOf(address), random),
    kind: 'distributed-scan',
    troubles: ['distributed-scan', 'not-found', 'client-errors'],
  }),
)
