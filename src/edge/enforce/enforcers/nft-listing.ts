import type { SourceText } from '../../../domain/source.ts'
import type { Milliseconds } from '../../../domain/units.ts'
import { nextTurn } from '../../../lib/turns.ts'
import { widthOf } from '../network.ts'

/** Characters that are read in one go: some milliseconds. */
const PIECE = 1 << 18
const SET = /^\tset v([46])_(\d+) \{/
const ELEMENT = /([0-9a-f.:]+)(?: timeout [0-9a-z]+)?(?: expires ([0-9a-z]+))?(?=[ ,])/g
const COUNTER = / counter packets (\d+) bytes \d+ drop$/
const UNITS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const

export interface NftListing {
  /** Entry → how long it lasts; null: for ever. */
  readonly bans: Map<SourceText, Milliseconds | null>
  /** All lines but the elements, without what is counted: the same for the same sets, chains and rules. */
  readonly skeleton: string
  /** Packets that our rules dropped since they were made. */
  readonly dropped: number
}

/** Reads what `nft list table` prints, in pieces, so that a table of 100,000 entries does not stop the loop. */
export async function readListing(text: string): Promise<NftListing> {
  const bans = new Map<SourceText, Milliseconds | null>()
  const skeleton: string[] = []
  let dropped = 0
  let kind: 4 | 6 = 4
  let bits = 32
  let isInElements = false
  let pieceEnd = PIECE
  for (let from = 0; from < text.length; ) {
    let to = text.indexOf('\n', from)
    if (to < 0) to = text.length
    const line = text.slice(from, to)
    from = to + 1
    const set = SET.exec(line)
    if (set !== null) {
      kind = set[1] === '4' ? 4 : 6
      bits = Number(set[2])
    }
    const begins = line.startsWith('\t\telements = {')
    if (begins || isInElements) {
      isInElements = !line.endsWith('}')
      const suffix = bits === widthOf(kind) ? '' : `/${bits}`
      for (const [, address, left] of (begins ? line.slice(14) : line).matchAll(ELEMENT))
        bans.set(`${address}${suffix}`, left === undefined ? null : lengthOf(left))
    } else if (line !== '') {
      dropped += Number(COUNTER.exec(line)?.[1] ?? 0)
      skeleton.push(line.replace(COUNTER, ' counter drop'))
    }
    if (from > pieceEnd) {
      pieceEnd = from + PIECE
      await nextTurn()
    }
  }
  return { bans, skeleton: skeleton.join('\n'), dropped }
}

function lengthOf(text: string): Milliseconds {
  let sum = 0
  for (const [, digits, unit] of text.matchAll(/(\d+)(ms|[wdhms])/g))
    sum += Number(digits) * UNITS[unit as keyof typeof UNITS]
  return sum
}
