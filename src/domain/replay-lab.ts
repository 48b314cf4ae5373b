import type { BanView, IncidentView, Refusal } from './control.ts'
import type { Profile } from './profile.ts'
import type { Bytes, Milliseconds } from './units.ts'

/** A log that may be played: one that is watched, an older part of it, or one that was handed in. */
export interface LabFile {
  /** Stable; what an order names. */
  readonly id: string
  readonly name: string
  readonly bytes: Bytes
  readonly modified: string
  readonly is_upload: boolean
}

/** Options that an order may change: a part of the configuration as a file would hold it, such as {classic: {z: 4}}. */
export interface ReplayOrder {
  readonly author: string
  /** Ids of files; parts of one log are put in order. */
  readonly files: readonly string[]
  readonly profile: Profile
  readonly options: Readonly<Record<string, unknown>>
}

export interface ReplayCost {
  readonly requests: number
  readonly sources: number
  readonly from: string | null
  readonly to: string | null
  readonly bans: number
  readonly incidents: number
  /** Requests that the bans would have kept out, and those of them that were answered below 400: at most so many were good. */
  readonly prevented: number
  readonly prevented_ok: number
  readonly refused_lines: number
  readonly elapsed: Milliseconds
}

export interface ReplayResult {
  readonly cost: ReplayCost
  /** The first 1,000 in the order of the log, all `observed`: nobody was banned. */
  readonly bans: readonly BanView[]
  /** The first 200, each as it was last told. */
  readonly incidents: readonly IncidentView[]
  /** What a person should know of it, such as a format that was not understood: at most 20 sentences, texts of the log escaped. */
  readonly notes: readonly string[]
}

export interface ReplayJob {
  readonly id: string
  readonly order: ReplayOrder
  /** Of its files, as they were when it was ordered. */
  readonly names: readonly string[]
  /** When it was ordered. */
  readonly started: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  /** Share of the bytes that was read, 0 … 1. */
  readonly progress: number
  /** Why it failed, with what to do; null otherwise. */
  readonly trouble: string | null
  /** null until it is done. */
  readonly result: ReplayResult | null
}

/** Plays logs with other limits, beside detection and never in its way: one at a time, in a thread of its own. */
export interface ReplayLab {
  files(): readonly LabFile[]
  /** Takes a log in; refuses what is over the limit. The bytes may be gzip. */
  upload(name: string, bytes: AsyncIterable<Uint8Array>): Promise<LabFile | Refusal>
  /** Removes a file that was handed in; false when there is none of that id. */
  discard(id: string): boolean
  /** Checks the order and puts it in the queue; the code that checks options is loaded by the first. */
  start(order: ReplayOrder): Promise<ReplayJob | Refusal>
  /** The newest first, the last 20. */
  jobs(): readonly ReplayJob[]
  job(id: string): ReplayJob | null
  /** Ends a job that waits or runs; false when there is none of that id. */
  cancel(id: string): boolean
  /** Ends the thread and removes what was handed in. */
  close(): Promise<void>
}
