import type { Config } from '../config/schema.ts'
import type { BanView, IncidentView } from '../domain/control.ts'
import type { LabFile, ReplayCost } from '../domain/replay-lab.ts'
import type { Bytes } from '../domain/units.ts'

/** A file that may be played, and where it lies. */
export interface LabInput extends LabFile {
  readonly path: string
  /** Must still be those when it is opened: a folder may be in other hands. */
  readonly device: number
  readonly inode: number
  /** Its own; null: what the configuration says. */
  readonly format: string | null
}

/** What a thread is to play, as plain data. */
export interface ReplayTask {
  readonly config: Config
  /** For all files; null: each has its own. */
  readonly format: string | null
  readonly inputs: readonly LabInput[]
}

/** What the thread tells; `done` or `failed` last. Views come in pieces, so that nobody is kept waiting by one of them. */
export type ReplayMessage =
  | { readonly type: 'progress'; readonly done: Bytes; readonly total: Bytes }
  | { readonly type: 'bans'; readonly bans: readonly BanView[] }
  | { readonly type: 'incidents'; readonly incidents: readonly IncidentView[] }
  | { readonly type: 'done'; readonly cost: ReplayCost; readonly notes: readonly string[] }
  | { readonly type: 'failed'; readonly trouble: string }
