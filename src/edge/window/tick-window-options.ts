import type { Limits } from '../../domain/limits.ts'
import type { BanReader, CrossingJudge } from '../../domain/ports.ts'
import type { KnownSources } from './known-sources.ts'
import type { HashPath } from './path-in-line.ts'
import type { TableMemory } from './table-memory.ts'

/** The engine's own count of seconds starts here, so that no window reaches below zero. */
export const FIRST_TICK = 65_536
/** A gap longer than this is as long to the windows; only the age of forgotten sources is rounded. */
export const LONGEST_STEP = 86_400

export interface TickWindowOptions {
  readonly limits: Limits
  readonly judge: CrossingJudge
  readonly bans: BanReader
  /** Hash seed: 0 in a replay. */
  readonly seed?: number
  /** Sources tracked at most. */
  readonly sources?: number
  /** Sources with more than eight requests in 60 s that are counted exactly at the same time. */
  readonly busySources?: number
  /** Sources studied at the same time, 576 bytes each, when the limits say that they are. */
  readonly studiedSources?: number
  /** The parser's hash of a path, ids collapsed: the path of a row is found in its line by it. Without it the first path is believed. */
  readonly hashPath?: HashPath
  /** Remembers sources from day to day; without it all are new when they are judged. */
  readonly known?: KnownSources
  /** Memory of the source table; without it the one with the kernel, where there is one. */
  readonly memory?: TableMemory
}

/** Counts of all records ever handed in. */
export interface WindowTotals {
  /** Prevented and late ones included. */
  requests: number
  /** Records of banned sources: in no window and no judged count of the site. */
  prevented: number
  /** Prevented records with a status below 400. */
  preventedOk: number
  /** Records too old for the open seconds, or refused by the clock: in no window. */
  late: number
}

export function noTotals(): WindowTotals {
  return { requests: 0, prevented: 0, preventedOk: 0, late: 0 }
}
