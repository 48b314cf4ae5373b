import type { Change, Enforcer, Refusal } from '../../../domain/enforcement.ts'
import type { SourceText } from '../../../domain/source.ts'

/** Observing: nothing is written, read or removed anywhere, and no ban is ever said to be in force. */
export class Off implements Enforcer {
  readonly mode = 'off'
  readonly capacity = 1_000_000
  readonly expires = true

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    return changes.map(({ address }) => ({ address, why: 'observing: enforcement is off' }))
  }

  async read(): Promise<ReadonlyMap<SourceText, null>> {
    return new Map()
  }

  async purge(): Promise<void> {}
}
