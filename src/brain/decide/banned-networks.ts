import type { SourceKey } from '../../domain/source.ts'
import { networkLow } from '../../domain/source-prefix.ts'

/** Networks of one length: upper words of their keys, with the lower words that go with each. */
interface Length {
  readonly kind: 4 | 6
  readonly bits: number
  readonly networks: Map<number, Set<number>>
}

/** Banned networks of any length: asked once for each length in use, which is none most of the time. */
export class BannedNetworks {
  #lengths: Length[] = []

  /** Whether a network holds the source, or is it. */
  hold({ kind, high, low }: SourceKey): boolean {
    for (const length of this.#lengths) {
      if (length.kind === kind && length.networks.get(high)?.has(networkLow(kind, low, length.bits))) return true
    }
    return false
  }

  add({ kind, high, low, bits = 0 }: SourceKey): void {
    let length = this.#lengths.find((one) => one.kind === kind && one.bits === bits)
    if (length === undefined) {
      length = { kind, bits, networks: new Map() }
      this.#lengths.push(length)
    }
    const lows = length.networks.get(high)
    if (lows === undefined) length.networks.set(high, new Set([low]))
    else lows.add(low)
  }

  remove({ kind, high, low, bits = 0 }: SourceKey): void {
    const length = this.#lengths.find((one) => one.kind === kind && one.bits === bits)
    const lows = length?.networks.get(high)
    if (length === undefined || lows === undefined) return
    lows.delete(low)
    if (lows.size === 0) length.networks.delete(high)
    if (length.networks.size === 0) this.#lengths = this.#lengths.filter((one) => one !== length)
  }
}
