import type { Config } from '../config/schema.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Output } from '../lib/output.ts'
import type { Progress } from '../lib/progress.ts'
import type { Screen } from '../lib/screen.ts'
import type { OutputFormat } from './replay-options.ts'

export interface RunOptions {
  /** Paths or globs; `-` is standard input; empty: what the configuration says, else the usual paths, else the demo. */
  readonly logs: readonly string[]
  readonly config: Config
  /** Reads and validates the configuration again; throws ConfigError and changes nothing when it is wrong. */
  readonly reloadConfig: () => Promise<Config>
  readonly format?: string
  /** undefined: /var/lib/breakwater when writable, else the user's state folder. */
  readonly stateDir?: string
  /** Read from the beginning, then go live; default is to start at the end. */
  readonly fromStart: boolean
  readonly output: OutputFormat
  readonly countsFile?: string
  /** Start the demo without looking for a log. */
  readonly demo: boolean
  /** At the end all our rules are removed; by default bans stay in force. */
  readonly purge: boolean
  readonly version: string
  readonly clock: Clock
  readonly out: Output
  /** Where the live view is drawn; undefined: lines only. */
  readonly screen?: Screen
  readonly log: Logger
  /** Of what is read before the start. */
  readonly progress: Progress
}
