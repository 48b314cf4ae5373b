/** Two secret words. Whoever does not know them cannot choose keys that collide. */
export interface HashSeed {
  readonly first: number
  readonly second: number
}

/** Spreads a whole number of up to 53 bits over both words: 0 in a replay, a secret one in a daemon. */
export function hashSeed(seed: number): HashSeed {
  const low = mix(seed >>> 0)
  const high = Math.floor(seed / 2 ** 32) >>> 0
  return { first: mix((high ^ 0x9e3779b9) + low), second: mix((low ^ 0x85ebca6b) + high) }
}

/** A bijection of 32 bits in which every input bit flips every output bit with a chance near one half (C. Wellons, lowbias32). */
export function mix(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return h ^ (h >>> 16)
}

/** A signed 32-bit hash of a source key; `kind` is a small number. All bits are equally good. */
export function hashKey(high: number, low: number, kind: number, first: number, second: number): number {
  let h = high ^ first
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  h = ((h ^ (h >>> 16)) + low) ^ (second + kind)
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad)
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97)
  return h ^ (h >>> 15)
}
