import type { SourceKey } from '../../domain/source.ts'

const SIZE = 1 << 16

/**
 * Says of most sources at once that they are not banned: building the text of an IPv6 source costs 1.5 µs, and a flood of
 * new addresses asks for each. Counts by a hash of the key; a collision costs the longer way, never a wrong answer.
 */
export class BanFilter {
  readonly #counts = new Uint32Array(SIZE)

  mayHold(source: SourceKey): boolean {
    return this.#counts[placeOf(source)]! > 0
  }

  add(source: SourceKey): void {
    const place = placeOf(source)
    this.#counts[place] = this.#counts[place]! + 1
  }

  /** `source` must have been added and not been removed since. */
  remove(source: SourceKey): void {
    const place = placeOf(source)
    this.#counts[place] = this.#counts[place]! - 1
  }
}

function placeOf({ high, low }: SourceKey): number {
  return (Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca77)) >>> 16
}
