import { type Change, LONGEST_KERNEL_TIMEOUT, type Refusal } from '../../domain/enforcement.ts'
import type { Milliseconds } from '../../domain/units.ts'
import { type Network, networkOf } from './network.ts'

export interface KernelAdd {
  readonly network: Network
  readonly timeout: Milliseconds
  readonly isNew: boolean
}

/** A batch as a firewall takes it. */
export interface KernelBatch {
  readonly adds: readonly KernelAdd[]
  readonly removes: readonly Network[]
  /** What no firewall takes. */
  readonly refusals: readonly Refusal[]
}

export function kernelBatch(changes: readonly Change[]): KernelBatch {
  const adds: KernelAdd[] = []
  const removes: Network[] = []
  const refusals: Refusal[] = []
  for (const change of changes) {
    try {
      const network = networkOf(change.address)
      if (change.type === 'remove') removes.push(network)
      else adds.push({ network, timeout: kernelTimeout(change.remaining), isNew: change.isNew === true })
    } catch (error) {
      refusals.push({ address: change.address, why: (error as Error).message })
    }
  }
  return { adds, removes, refusals }
}

/** How long a kernel is told to hold a ban that lasts so long (null: for ever). */
export function kernelTimeout(remaining: Milliseconds | null): Milliseconds {
  return Math.max(1, Math.min(Math.round(remaining ?? LONGEST_KERNEL_TIMEOUT), LONGEST_KERNEL_TIMEOUT))
}
