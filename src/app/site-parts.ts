import type { AuditEntry, AuditType } from '../domain/audit.ts'
import type { EnforcementMode } from '../domain/enforcement.ts'
import type { ModeOutcome } from '../domain/site-desk.ts'
import type { SteadyClock } from '../lib/steady-clock.ts'
import type { DeskParts } from './desk-parts.ts'
import type { ChosenLog } from './log-choice.ts'
import type { PageHistory } from './page-history.ts'

export type NumberedEntry = AuditEntry & { readonly number: number }

/** Where the audit log is read back: the store, or the newest entries in memory. */
export interface AuditReader {
  /** The newest first. */
  list(wanted: {
    readonly address?: string
    readonly type?: AuditType
    readonly before?: number
    readonly limit: number
  }): readonly NumberedEntry[]
  /** What was told of one incident, the oldest first. */
  ofIncident(id: string, limit: number): readonly NumberedEntry[]
}

/** What pages about the site stand on besides the parts of the desk. */
export interface SiteParts extends DeskParts {
  readonly history: PageHistory
  /** Read back when there is no store; null: nothing is. */
  readonly recentAudit: AuditReader | null
  /** What is watched now, with the formats as they were chosen. */
  readonly logs: () => readonly ChosenLog[]
  readonly isDemo: boolean
  /** What the site is called; null: by its logs. */
  readonly name: () => string | null
  /** Changes how bans are enforced, until the next reload or restart. */
  readonly setEnforce: (mode: EnforcementMode, author: string) => Promise<ModeOutcome>
  /** What times its own use of the processor. */
  readonly steady: SteadyClock
}
