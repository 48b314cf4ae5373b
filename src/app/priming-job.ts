import type { Config } from '../config/schema.ts'
import type { Bytes, EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import type { Lesson } from './engine-options.ts'
import type { ChosenLog } from './log-choice.ts'
import type { LiveStart } from './priming-files.ts'

/** What a thread is to learn, as plain data. */
export interface PrimingJob {
  readonly config: Config
  readonly ownAddresses: readonly string[]
  readonly logs: readonly ChosenLog[]
  readonly starts: readonly LiveStart[]
  /** How much of the logs is wanted, back from their newest line. */
  readonly span: Milliseconds
  /** Time for it all; what is not reached is left out, the oldest first. */
  readonly limit: Milliseconds
}

/** What the thread tells, `learned` last. */
export type PrimingMessage =
  | { readonly type: 'lessons'; readonly lessons: readonly Lesson[] }
  | { readonly type: 'progress'; readonly done: Bytes; readonly total: Bytes }
  | { readonly type: 'learned'; readonly learned: Learned }

export interface Learned {
  readonly lines: number
  /** Log time of the first and the last line; null when there is none. */
  readonly from: EpochMilliseconds | null
  readonly to: EpochMilliseconds | null
  /** Read, the newest of each log first. */
  readonly files: readonly string[]
  /** What was left out, each with its reason. */
  readonly leftOut: readonly string[]
}
