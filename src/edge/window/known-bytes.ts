import type { EpochSeconds } from '../../domain/units.ts'
import type { HashSeed } from '../../lib/hash.ts'
import { BLOOM_BYTES, BloomFilter } from '../../sketch/bloom-filter.ts'
import { GATEWAY_FIELDS, Gateways } from './gateways.ts'

/** `BWK` and the version. */
const MAGIC = 0x42574b01
/** Magic, both words of the seed, gateways, offenders as uint32; then the second and the half day as float64. */
const HEADER = 5 * 4 + 4 + 2 * 8
const FILTERS = 4

type Filters = [today: BloomFilter, yesterday: BloomFilter, week: BloomFilter, lastWeek: BloomFilter]

interface Known {
  readonly seed: HashSeed
  readonly now: EpochSeconds
  readonly halfDay: number | null
  readonly gateways: Gateways
  readonly offenders: ReadonlyMap<number, EpochSeconds>
}

/** Little-endian: the header, rows of gateways, pairs of offender and second as float64, and the filters as they lie in memory. */
export function writeKnown(
  known: Known & Record<'today' | 'yesterday' | 'week' | 'lastWeek', BloomFilter>,
): Uint8Array {
  const rows = known.gateways.toNumbers()
  const offenders = [...known.offenders].flat()
  const bytes = new Uint8Array(HEADER + 8 * (rows.length + offenders.length) + FILTERS * BLOOM_BYTES)
  const view = new DataView(bytes.buffer)
  const words = [MAGIC, known.seed.first, known.seed.second, known.gateways.size, known.offenders.size]
  words.forEach((word, i) => void view.setUint32(4 * i, word, true))
  view.setFloat64(24, known.now, true)
  view.setFloat64(32, known.halfDay ?? Number.NaN, true)
  let at = HEADER
  for (const number of [...rows, ...offenders]) {
    view.setFloat64(at, number, true)
    at += 8
  }
  for (const { words } of [known.today, known.yesterday, known.week, known.lastWeek]) {
    for (const word of words) {
      view.setUint32(at, word, true)
      at += 4
    }
  }
  return bytes
}

/** Null when the bytes are no such thing. */
export function readKnown(bytes: Uint8Array): (Known & { readonly filters: Filters }) | null {
  if (bytes.length < HEADER) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (i: number) => view.getUint32(4 * i, true)
  const rows = word(3) * GATEWAY_FIELDS
  const numbers = rows + 2 * word(4)
  if (word(0) !== MAGIC || bytes.length !== HEADER + 8 * numbers + FILTERS * BLOOM_BYTES) return null
  const number = (i: number) => view.getFloat64(HEADER + 8 * i, true)
  const halfDay = view.getFloat64(32, true)
  const offenders = new Map<number, EpochSeconds>()
  for (let i = rows; i < numbers; i += 2) offenders.set(number(i), number(i + 1))
  const filter = (nth: number) => {
    const from = HEADER + 8 * numbers + nth * BLOOM_BYTES
    return new BloomFilter(Uint32Array.from({ length: BLOOM_BYTES / 4 }, (_, i) => view.getUint32(from + 4 * i, true)))
  }
  return {
    seed: { first: word(1) | 0, second: word(2) | 0 },
    now: view.getFloat64(24, true),
    halfDay: Number.isNaN(halfDay) ? null : halfDay,
    gateways: Gateways.fromNumbers(Float64Array.from({ length: rows }, (_, i) => number(i))),
    offenders,
    filters: [filter(0), filter(1), filter(2), filter(3)],
  }
}
