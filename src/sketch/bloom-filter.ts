/** 2^23 bits: 1 MiB. */
const BITS = 1 << 23
const WORDS = BITS / 32
export const BLOOM_BYTES = BITS / 8
/** Bits of each key. */
const PROBES = 5
const HALF = BITS / 2

/**
 * A set of keys in 1 MiB that never forgets one that it took and takes others for members by mistake, with a chance of at most 2^-5 = 3.1 %:
 * it takes no more once half of its bits are set, after about 1,160,000 keys. With n keys the chance is (1 − e^(−5n/2^23))^5: 2 in
 * 100,000 for 200,000 (B. H. Bloom, 1970; two hashes for all probes: A. Kirsch, M. Mitzenmacher, 2006). A union commutes and associates
 * while nothing is refused.
 */
export class BloomFilter {
  readonly words: Uint32Array
  #set = 0

  /** `words` of another; without them it is empty. */
  constructor(words?: Uint32Array) {
    this.words = words ?? new Uint32Array(WORDS)
    if (words === undefined) return
    if (words.length !== WORDS) throw new RangeError(`${words.length} words of a Bloom filter, not ${WORDS}`)
    this.#set = bitsOf(words)
  }

  /** Share of the bits that are set, 0 … 0.5. */
  get fill(): number {
    return this.#set / BITS
  }

  /** Two hashes of the key, all bits of both equally good. False: the filter is full and did not take it. */
  add(hash: number, step: number): boolean {
    if (this.#set > HALF - PROBES) return this.has(hash, step)
    const odd = step | 1
    for (let probe = 0, at = hash; probe < PROBES; probe++, at += odd) {
      const word = (at & (BITS - 1)) >>> 5
      const bit = 1 << at
      if ((this.words[word]! & bit) !== 0) continue
      this.words[word]! |= bit
      this.#set++
    }
    return true
  }

  has(hash: number, step: number): boolean {
    const odd = step | 1
    for (let probe = 0, at = hash; probe < PROBES; probe++, at += odd) {
      if ((this.words[(at & (BITS - 1)) >>> 5]! & (1 << at)) === 0) return false
    }
    return true
  }

  /** Takes all that the other holds, or, if that were more than half of the bits, nothing. */
  merge(other: BloomFilter): boolean {
    if (other.#set === 0) return true
    let set = 0
    for (let i = 0; i < WORDS; i++) set += countBits(this.words[i]! | other.words[i]!)
    if (set > HALF) return false
    for (let i = 0; i < WORDS; i++) this.words[i]! |= other.words[i]!
    this.#set = set
    return true
  }

  clear(): void {
    if (this.#set > 0) this.words.fill(0)
    this.#set = 0
  }
}

function bitsOf(words: Uint32Array): number {
  let set = 0
  for (const word of words) set += countBits(word)
  return set
}

/** Ones of a 32-bit word (H. S. Warren, Hacker's Delight, 5-1). */
function countBits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
