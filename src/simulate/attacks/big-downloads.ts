import type { Bytes } from '../../domain/units.ts'
import { crowdAddress, visitorCount } from './crowd.ts'
import { scriptedPart } from './scripted-part.ts'
import { visit } from './visit.ts'

const FILE_SIZE: Bytes = 20_000_000

/** Few requests more, but each of them moves a large file. */
export const bigDownloads = scriptedPart(
  'big-downloads',
  'half as many more requests, each for a file of 20 MB',
  ({ rate }) => ({
    pace: () => rate / 2,
    sender: (_, __, random) => crowdAddress(224, random.below(visitorCount(rate / 2))),
    exchange: (_, address, random) => ({
      ...visit(address, random),
      path: `/download/manual-${1 + random.below(5)}.pdf`,
      bytes: FILE_SIZE,
      duration: 800 + random.below(1_200),
    }),
    honest: 'a visitor who downloads a manual',
    troubles: ['bandwidth-surge'],
  }),
)
