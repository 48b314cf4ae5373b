/** A shorter run of zeros is cheaper as it stands. */
const SHORTEST = 3

/** Words that are mostly zero, in few: the zeros before each stretch, its length, and the stretch; zeros at the end are left out. At worst two words more than it was. */
export function packWords(words: Uint32Array): Uint32Array {
  const packed = new Uint32Array(words.length + 2 * Math.ceil(words.length / (SHORTEST + 1)) + 2)
  let to = 0
  for (let at = 0; at < words.length; ) {
    let from = at
    while (from < words.length && words[from] === 0) from++
    if (from === words.length) break
    let end = from
    for (let zeros = 0, i = from; i < words.length && zeros < SHORTEST; i++) {
      zeros = words[i] === 0 ? zeros + 1 : 0
      if (zeros === 0) end = i + 1
    }
    packed[to++] = from - at
    packed[to++] = end - from
    packed.set(words.subarray(from, end), to)
    to += end - from
    at = end
  }
  return packed.subarray(0, to)
}

/** Null when these are not `length` packed words. */
export function unpackWords(packed: Uint32Array, length: number): Uint32Array | null {
  const words = new Uint32Array(length)
  let to = 0
  for (let at = 0; at < packed.length; ) {
    const count = packed[at + 1] ?? Number.NaN
    to += packed[at]!
    at += 2
    if (!(to + count <= length && at + count <= packed.length)) return null
    words.set(packed.subarray(at, at + count), to)
    to += count
    at += count
  }
  return to <= length ? words : null
}
