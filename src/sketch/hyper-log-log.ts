/** Bits of a hash that choose the register. */
const PRECISION = 12
export const REGISTERS = 1 << PRECISION
const REST = 32 - PRECISION
/** Bias correction for 4,096 registers (Flajolet and others 2007, figure 3). */
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS)
const POWERS = Float64Array.from({ length: REST + 2 }, (_, rank) => 2 ** -rank)

/** Takes one hash into the 4,096 registers that begin at `at`. All 32 bits of the hash must be equally good. */
export function addHash(registers: Uint8Array, at: number, hash: number): void {
  const place = at + (hash & (REGISTERS - 1))
  const rank = Math.clz32(hash >>> PRECISION) - PRECISION + 1
  if (registers[place]! < rank) registers[place] = rank
}

/** Makes `into` the union of both: of each pair of registers the larger. */
export function mergeRegisters(into: Uint8Array, from: Uint8Array): void {
  for (let i = 0; i < REGISTERS; i++) if (from[i]! > into[i]!) into[i] = from[i]!
}

/**
 * Distinct hashes behind the union of two sets of registers; with one, name it twice. Standard error 1.04/√4096 = 1.6 %
 * (P. Flajolet, É. Fusy, O. Gandouet, F. Meunier, HyperLogLog, 2007), below 10,240 by linear counting, which is nearer.
 */
export function countUnion(a: Uint8Array, b: Uint8Array): number {
  let sum = 0
  let empty = 0
  for (let i = 0; i < REGISTERS; i++) {
    const rank = a[i]! > b[i]! ? a[i]! : b[i]!
    sum += POWERS[rank]!
    if (rank === 0) empty++
  }
  const estimate = (ALPHA * REGISTERS * REGISTERS) / sum
  if (estimate <= 2.5 * REGISTERS && empty > 0) return Math.round(REGISTERS * Math.log(REGISTERS / empty))
  // With 32-bit hashes large counts collide: the correction of the same paper.
  return Math.round(estimate <= 2 ** 32 / 30 ? estimate : -(2 ** 32) * Math.log(1 - estimate / 2 ** 32))
}

/** Counts distinct things by their hashes in 4 KiB; standard error 1.6 %. Merging commutes, associates and is idempotent. */
export class HyperLogLog {
  readonly registers = new Uint8Array(REGISTERS)

  add(hash: number): void {
    addHash(this.registers, 0, hash)
  }

  merge(other: HyperLogLog): void {
    mergeRegisters(this.registers, other.registers)
  }

  count(): number {
    return countUnion(this.registers, this.registers)
  }
}
