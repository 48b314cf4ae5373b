import type { SourceFeatures } from './source-features.ts'
import type { EpochSeconds } from './units.ts'

/** All that is known of one sealed second of the site. Detectors see what is left after bans; charts add `prevented`. */
export interface TickSummary {
  readonly second: EpochSeconds
  /** Without those of sources that were banned afterwards; `errors` and the windows of both likewise. */
  readonly requests: number
  /** Of these, at most eight of each source: what many send together. */
  readonly spread: number
  /** Status 400–599. */
  readonly errors: number
  /** Status 300–399. */
  readonly redirects: number
  /** Status 400–499 and 500–599. */
  readonly clientErrors: number
  readonly serverErrors: number
  /** Status 404. */
  readonly notFound: number
  /** Sources that had their first 404 of the minute this second, and their first 400–499 but 404 and 401: nearly, by bits of a hash. */
  readonly missedBy: number
  readonly refusedBy: number
  /** Response bytes. */
  readonly bytes: number
  /** Requests by method class, in the order of METHODS. */
  readonly methods: readonly number[]
  /** Requests of banned sources that second: they are in none of the counts above. */
  readonly prevented: number
  /** Requests that second of sources that were banned afterwards, within a minute: charts add them too. */
  readonly condemned: number
  /** Exact sliding windows of 10 s and 60 s that end with this second. */
  readonly requests10: number
  readonly errors10: number
  readonly requests60: number
  readonly errors60: number
  /** Requests of the last 60 s of sources that were banned after them. The counts below hold them still. */
  readonly condemned60: number
  readonly clientErrors60: number
  readonly serverErrors60: number
  readonly notFound60: number
  /** Of the last 60 s, in the order of METHODS. */
  readonly methods60: readonly number[]
  /** Distinct sources in the last 60 s; standard error 2.3 %. */
  readonly clients60: number
  /** 99 % of the requests of the last 60 s took at most so many milliseconds, within 1 %; null when fewer than 20 say it. */
  readonly latencyP99: number | null
  /**
   * Requests this second by how long they took, in coarse buckets (`coarseBucketOf` in sketch/dd-sketch.ts); of each source only one a
   * minute for each power of two, so that one source is no slow site. Empty when none says it.
   */
  readonly latencies: readonly number[]
  /** Endpoints by hash bucket with at least their requests in the last 60 s: the 64 busiest, the busiest first. */
  readonly endpoints: readonly { readonly bucket: number; readonly requests: number }[]
  /** Sources tracked now. */
  readonly sources: number
  /** What is studied beside; null when sources are not studied. */
  readonly study: StudySummary | null
}

/** One value that many of the requests of note share, with how many of the last 60 s had it, and of how many new sources (estimated). */
export interface SharedTrait {
  /** Endpoint hash; of a /24 or /48 the number of `prefixOf`. */
  readonly value: number
  readonly requests: number
  readonly sources: number
}

/** Some of the requests of a site, that what its clients are usually like be known: so many, and how many of them are what. */
export interface SampledRows {
  readonly rows: number
  readonly referred: number
  readonly programs: number
  readonly signedIn: number
}

/**
 * Of the second and the last 60 s: what tells a crowd of people from a crowd of machines. A source is *new* while its first request
 * lies less than ten minutes back.
 */
export interface StudySummary {
  /** Sources whose first request this second was, and in the last 60 s. */
  readonly newSources: number
  readonly newSources60: number
  /**
   * New sources that loaded their first asset this second, or the first after they were busy: people, mostly; left out when nobody counts
   * them.
   */
  readonly newVisitors?: number
  /** Requests for assets, by their endpoints; not those of endpoints nobody could look at, when there are too many. */
  readonly assets60: number
  /** Requests of note this second, no assets: answered 404, 410, 400, 405, 403 or by a redirect. */
  readonly missing: number
  readonly refused: number
  readonly redirected: number
  /** Sources that had such a request in the last 60 s, and those of them that are new (HyperLogLog or exact). */
  readonly missingSources60: number
  readonly newMissingSources60: number
  /** POSTs answered 401, 402, 403 or 429, or to an endpoint called like a login, this second; and their sources of 60 s. */
  readonly loginPosts: number
  readonly loginSources60: number
  readonly newLoginSources60: number
  /** What most of these share, the commonest first, at most eight each. */
  readonly missingPrefixes: readonly SharedTrait[]
  readonly loginEndpoints: readonly SharedTrait[]
  /** Of the requests of this second, whoever sent them: some in so many, the first ones all. */
  readonly sampled: SampledRows
  /** At the end of each minute the busiest studied sources, at most 256; empty otherwise. */
  readonly census: readonly SourceFeatures[]
}
