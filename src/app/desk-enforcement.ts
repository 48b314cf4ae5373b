import type { BanState } from '../domain/control.ts'
import type { EnforcementMode } from '../domain/enforcement.ts'
import type { SourceText } from '../domain/source.ts'
import type { EnforcementStatus } from '../domain/status-report.ts'
import type { Milliseconds } from '../domain/units.ts'

/** What the desk asks about bans in the kernel. */
export interface DeskEnforcement {
  readonly mode: EnforcementMode
  stateOf(address: SourceText): BanState
  /** Why it failed or what it waits for; null when there is nothing to say. */
  troubleOf(address: SourceText): string | null
  /** Resolves true when the enforcer confirmed that the ban is in force (or released), false after `within`. At once when enforcement is off. */
  settled(address: SourceText, wanted: 'in-force' | 'released', within: Milliseconds): Promise<boolean>
  status(): EnforcementStatus
}
