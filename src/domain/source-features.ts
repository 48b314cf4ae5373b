import type { SourceKey } from './source.ts'
import type { EpochMilliseconds, Milliseconds, Seconds } from './units.ts'

/**
 * What is kept of the requests of one source over a span. Counts are of requests, saturate, and begin with the first request of the
 * span that was studied: that of a source becomes busy or of note, not always the very first one.
 */
export interface SpanFeatures {
  /** From the first request counted to the newest. */
  readonly length: Seconds
  readonly requests: number
  /** For what ends like a style sheet, script, picture, font or film, whatever the answer; the counts of errors below leave them out. */
  readonly assets: number
  readonly missingAssets: number
  readonly notModified: number
  /** Answered 2xx, assets left out. */
  readonly answered: number
  /** Answered 404, 410, 400 or 405, assets left out, and how many different paths that were, ids not collapsed (linear counting). */
  readonly missing: number
  readonly distinctMissing: number
  /** Answered 401 or 403, and to how many different paths. */
  readonly refused: number
  readonly distinctRefused: number
  /** Answered 3xx but 304, assets left out, from how many different paths, and with how many different answers (status and size). */
  readonly redirected: number
  readonly distinctRedirected: number
  readonly redirectAnswers: number
  /** Answered 5xx, or 499: the client did not wait for the answer. */
  readonly failed: number
  /** POST; to how many different endpoints; with how many different answers (status, and size within some per cent). */
  readonly posts: number
  readonly postedEndpoints: number
  readonly postAnswers: number
  /** POST that was answered 401, 402, 403 or 429. */
  readonly refusedPosts: number
  /** POST to an endpoint that is called like a login, or where others are refused. */
  readonly loginPosts: number
  /** Answered 201, 204, 207, or 2xx to PUT, DELETE or a WebDAV method: what the server accepted. */
  readonly accepted: number
  /** HEAD answered 2xx: nothing was copied. */
  readonly heads: number
  /** Response bytes. */
  readonly bytes: number
  /** Different endpoints of all requests that are no assets (linear counting, ids collapsed). */
  readonly endpoints: number
  /** The endpoint that was asked for most, assets left out, and how many of the requests went there at least. */
  readonly topEndpoint: number
  readonly topRequests: number
  /** Lines whose text was looked at: some of them, for it costs. The seven below count of these. */
  readonly looked: number
  readonly referred: number
  /** Different paths that were answered 2xx, assets left out, ids not collapsed. */
  readonly paths: number
  /** User agents that are no browser's: a library, a tool, none at all although the log has the column. */
  readonly tools: number
  /** User agents that do not call themselves a browser: apps, package managers, tools that do not hide. */
  readonly programs: number
  /** User agents that say they are a crawler and where to read about it. */
  readonly crawlers: number
  /** Answered below 400 with the name of a user in the line. Some servers log a name that they did not check. */
  readonly signedIn: number
  /** Different user agents among those looked at (linear counting); 0 when the log has none. */
  readonly agents: number
  /** Standard deviation of the gaps between requests that are no assets, over their mean; null of fewer than eight. */
  readonly gapVariation: number | null
}

/** How long and how well a source is known. `known`: a clean day lies behind it; `gateway`: many agents for an hour or more. */
export type Standing = 'new' | 'known' | 'gateway'

/** All that is known of one source when it is judged. */
export interface SourceFeatures {
  readonly source: SourceKey
  readonly at: EpochMilliseconds
  /** Since its first request that the table remembers. */
  readonly seen: Seconds
  /** Requests since then, studied or not. */
  readonly total: number
  readonly standing: Standing
  /** Requests in the exact windows of 1, 10 and 60 s that end with this request. */
  readonly window1: number
  readonly window10: number
  readonly window60: number
  /** Five to ten minutes. */
  readonly minutes: SpanFeatures
  /** Two to four hours. */
  readonly hours: SpanFeatures
  /** Whether the log says them at all; without, their absence says nothing. */
  readonly hasReferrers: boolean
  readonly hasAgents: boolean
}

/** What many sources have in common while they attack together. */
export interface GroupTrait {
  readonly kind: 'distributed-flood' | 'distributed-scan' | 'credential-stuffing'
  /** The endpoint that they ask for; null when it is none in particular. */
  readonly endpoint: number | null
  /** In words, for people: `GET /search, no assets, no referrer`. */
  readonly text: string
  /** Since when; members are sources first seen after it, with a little grace. */
  readonly since: EpochMilliseconds
  /** Evidence that the group adds to that of a member, in nats. */
  readonly nats: number
  /** First seen so long before `since` at most, to be a member. */
  readonly grace: Milliseconds
}
