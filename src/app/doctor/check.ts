import type { Config } from '../../config/schema.ts'
import type { StatusReport } from '../../domain/status-report.ts'
import type { ServerFiles } from '../../edge/discover/server-files.ts'
import type { Clock } from '../../lib/clock.ts'
import type { runCommand } from '../../lib/run-command.ts'
import type { LogSample } from './log-sample.ts'

/** `warn`: it works, but not as it should. `skipped`: it could not be looked at, and says why. */
export type CheckResult = 'ok' | 'warn' | 'fail' | 'skipped'

/** What a check found. Texts may come from a log and are raw. */
export interface CheckReport {
  readonly check: string
  readonly result: CheckResult
  readonly message: string
  /** What to do; null when there is nothing to do. */
  readonly fix: string | null
}

/** What all checks look at. */
export interface DoctorContext {
  readonly config: Config
  /** undefined: that of a daemon is looked for in the usual folders. */
  readonly stateDir: string | undefined
  /** Logs that were found, each with its last lines. Filled by the first check. */
  samples: readonly LogSample[]
  /** null: no daemon answers. */
  readonly daemon: StatusReport | null
  /** Whether network namespaces may be made. */
  readonly packets: boolean
  readonly clock: Clock
  readonly files: ServerFiles
  readonly run: typeof runCommand
}

/** Changes nothing that is there. */
export type Check = (context: DoctorContext) => Promise<readonly CheckReport[]> | readonly CheckReport[]

export const report =
  (check: string) =>
  (result: CheckResult, message: string, fix: string | null = null): CheckReport => ({ check, result, message, fix })
