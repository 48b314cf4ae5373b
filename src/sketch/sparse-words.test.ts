import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packWords, unpackWords } from './sparse-words.ts'

const word = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(0xffffffff) })

describe('packWords', () => {
  it('gives back what it was given, in hardly more words and in few where most are zero', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 200 }), (list) => {
        const words = Uint32Array.from(list)
        const packed = packWords(words)
        expect(unpackWords(packed, words.length)).toEqual(words)
        expect(packed.length).toBeLessThanOrEqual(words.length + 2)
      }),
      { seed: 3, numRuns: 500 },
    )
    const sparse = new Uint32Array(1 << 18)
    sparse[1_000] = 7
    expect(packWords(sparse).length).toBe(3)
    expect(packWords(new Uint32Array(9)).length).toBe(0)
  })

  it('refuses what does not fit', () => {
    const packed = packWords(Uint32Array.of(0, 0, 0, 5, 6))
    expect(unpackWords(packed, 5)).not.toBeNull()
    expect(unpackWords(packed, 4)).toBeNull()
    expect(unpackWords(packed.subarray(0, 3), 5)).toBeNull()
    expect(unpackWords(packed.subarray(0, 1), 5)).toBeNull()
  })
})
