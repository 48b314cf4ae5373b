import type { Ban, Lift } from './ban.ts'
import type { Decision } from './decision.ts'
import type { Incident } from './incident.ts'
import type { Crossing, Limits, Surge } from './limits.ts'
import type { RecordBatch } from './record-batch.ts'
import type { RefusalListener } from './refused-lines.ts'
import type { SourceKey } from './source.ts'
import type { TickSummary } from './tick-summary.ts'
import type { Seconds } from './units.ts'

/** Takes parsed records. Must not keep a reference to `batch`, its columns or its bytes after returning. */
export interface BatchSink {
  consume(batch: RecordBatch, from: number, to: number): void
  /** Told of lines that could not be read, behind the records that stand before them. */
  refuse?: RefusalListener
}

/** What logs are read into. */
export interface LogSink extends BatchSink {
  /** Lines come up to so many seconds after those with a later time. Said before the first of them. */
  expectLate(lateness: Seconds): void
}

/** Decides about a source that crossed a limit. Synchronous: called from the counting loop, before the next record. */
export interface CrossingJudge {
  /** `ban`: what follows from the source is prevented. `observe`: it is spared until the next tick. */
  judge(crossing: Crossing): Decision
  /** True: the source is held to the strict limits from here on, until `TightenedSources.setStrict` says otherwise. */
  surge(surge: Surge): boolean
}

/** The edge's view of sources that are held to strict limits. */
export interface TightenedSources {
  setStrict(source: SourceKey, strict: boolean): void
  within60(source: SourceKey): { readonly requests: number; readonly errors: number }
}

/** What is known of the endpoint that fills a bucket: its hash and its text; undefined when it was not seen in a line that was looked at. */
export type FindEndpoint = (bucket: number) => { readonly hash: number; readonly text: string } | undefined

/**
 * What known visitors of a network sent and what those of the whole site did, as in `Crossing`; a visitor is one who came longer than
 * `before` ago, or is known from other days.
 */
export type NetworkTraffic = (network: SourceKey, before: Seconds) => Pick<Crossing, 'known' | 'siteKnown'>

/** Ticks are a log: appended once a sealed second, in order. */
export interface TickLog {
  publish(tick: TickSummary): void
}

/** Who is banned now, asked when a source is first seen or seen again after it was forgotten. */
export interface BanReader {
  isBanned(source: SourceKey): boolean
  /** Bans in force. */
  readonly size: number
}

/** Bans are a state: what is in force. The edge flags the source so that its requests are prevented. */
export interface BanState {
  put(ban: Ban): void
  remove(lift: Lift): void
}

/** Gives the integer limits for the tripwires, asked once a tick. */
export interface LimitReader {
  limits(): Limits
}

/** What the engine tells the world, in log order. */
export type EngineEvent =
  | { readonly type: 'ban'; readonly ban: Ban }
  | { readonly type: 'unban'; readonly lift: Lift }
  | { readonly type: 'incident'; readonly incident: Incident }

export interface EventSink {
  emit(event: EngineEvent): void
}
