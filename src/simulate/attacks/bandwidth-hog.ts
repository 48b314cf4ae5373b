import type { Bytes } from '../../domain/units.ts'
import { scriptedPart } from './scripted-part.ts'

const FILE_SIZE: Bytes = 100_000_000
const FILES = 3

/** Few requests, but the same large files again and again: 50 MB a second for one address. */
export const bandwidthHog = scriptedPart(
  'bandwidth-hog',
  'one address downloads the same three files of 100 MB over and over, one every 2 seconds',
  () => ({
    pace: () => 1 / 2,
    sender: () => '203.0.113.50',
    exchange: (serial, _, random) => ({
      method: 'GET',
      path: `/download/image-${1 + (serial % FILES)}.iso`,
      status: 200,
      bytes: FILE_SIZE,
      duration: 1_500 + random.below(2_500),
      agent: 'Wget/1.21.4',
      referrer: '',
    }),
    kind: 'source-flood',
    troubles: ['bandwidth-surge', 'source-flood'],
  }),
)
