import type { EpochSeconds } from '../../domain/units.ts'
import type { HashSeed } from '../../lib/hash.ts'
import { BLOOM_BYTES, BloomFilter } from '../../sketch/bloom-filter.ts'
import { packWords, unpackWords } from '../../sketch/sparse-words.ts'
import { GATEWAY_FIELDS, Gateways } from './gateways.ts'

/** `BWK` and the version. */
const MAGIC = 0x42574b02
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

/**
 * Little-endian: the header, rows of gateways, pairs of offender and second as float64, and the filters, each as its number of words and so
 * many words of `packWords`: 8 bytes for each source that was seen at least, 4 MiB in all at most.
 */
export function writeKnown(
  known: Known & Record<'today' | 'yesterday' | 'week' | 'lastWeek', BloomFilter>,
): Uint8Array {
  const rows = known.gateways.toNumbers()
  const offenders = [...known.offenders].flat()
  const filters = [known.today, known.yesterday, known.week, known.lastWeek].map(({ words }) => packWords(words))
  const packed = filters.reduce((sum, { length }) => sum + 1 + length, 0)
  const bytes = new Uint8Array(HEADER + 8 * (rows.length + offenders.length) + 4 * packed)
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
  for (const words of filters) {
    view.setUint32(at, words.length, true)
    at += 4
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
  if (word(0) !== MAGIC || bytes.length < HEADER + 8 * numbers) return null
  const filters = readFilters(view, HEADER + 8 * numbers)
  if (filters === null) return null
  const number = (i: number) => view.getFloat64(HEADER + 8 * i, true)
  const halfDay = view.getFloat64(32, true)
  const offenders = new Map<number, EpochSeconds>()
  for (let i = rows; i < numbers; i += 2) offenders.set(number(i), number(i + 1))
  return {
    seed: { first: word(1) | 0, second: word(2) | 0 },
    now: view.getFloat64(24, true),
    halfDay: Number.isNaN(halfDay) ? null : halfDay,
    gateways: Gateways.fromNumbers(Float64Array.from({ length: rows }, (_, i) => number(i))),
    offenders,
    filters,
  }
}

/** Null unless they are what fills the bytes from `at` on. */
function readFilters(view: DataView, at: number): Filters | null {
  const filters: BloomFilter[] = []
  while (filters.length < FILTERS) {
    const length = at + 4 <= view.byteLength ? view.getUint32(at, true) : Number.NaN
    const from = at + 4
    at = from + 4 * length
    if (!(at <= view.byteLength)) return null
    const packed = Uint32Array.from({ length }, (_, i) => view.getUint32(from + 4 * i, true))
    const words = unpackWords(packed, BLOOM_BYTES / 4)
    if (words === null) return null
    filters.push(new BloomFilter(words))
  }
  return at === view.byteLength ? (filters as Filters) : null
}
