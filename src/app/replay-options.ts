import type { Config } from '../config/schema.ts'
import type { Output } from '../lib/output.ts'
import type { Progress } from '../lib/progress.ts'

export type OutputFormat = 'human' | 'json' | 'ndjson'

export interface ReplayOptions {
  /** Paths in argument order; `-` is standard input. */
  readonly files: readonly string[]
  readonly config: Config
  /** A name of the format registry, a log_format text, or undefined for what the configuration says. */
  readonly format?: string
  readonly output: OutputFormat
  /** Seed of the source table's hash; the output does not depend on it. */
  readonly seed: number
  /** Where to write requests by address, per input file. */
  readonly countsFile?: string
  /** An address or prefix whose story is told at the end. */
  readonly explain?: string
  /** What is true of the log: the summary says how the replay did. */
  readonly truthFile?: string
  /** With `truthFile`: exit code 10 when there are more false bans. */
  readonly maxFalseBans?: number
  readonly out: Output
  readonly progress: Progress
}
