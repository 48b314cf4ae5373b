import type { ServerFiles } from '../../edge/discover/server-files.ts'
import type { FormatReport } from '../../edge/parse/format-probe.ts'
import type { Clock } from '../../lib/clock.ts'
import type { SetupTalk } from './setup-talk.ts'

/** What the command line answers already. */
export interface GivenAnswers {
  readonly logs?: readonly string[]
  readonly format?: string
  readonly name?: string
  readonly listen?: string
  /** In clear; it is hashed at once. */
  readonly password?: string
  readonly trust?: readonly string[]
  readonly channel?: { readonly type: string; readonly options: Readonly<Record<string, string>> }
}

/** What each step of setup has at hand. */
export interface SetupStep {
  readonly talk: SetupTalk
  readonly given: GivenAnswers
  readonly files: ServerFiles
  readonly clock: Clock
  /** How this machine is called. */
  readonly hostName: string
  /** A format for people, in lines that are safe to print. */
  readonly describe: (file: string, report: FormatReport) => string[]
}
