import type { SourceClass } from './source-class.ts'

/** What a harmless source of a class sends at most: 99.9 % of them send no more. Counts are weighted, see request-weight.ts. */
export interface ClassNumbers {
  readonly window1: number
  readonly window10: number
  readonly window60: number
  /** Requests a minute over five to ten minutes. */
  readonly perMinute: number
  /** Megabytes in the ten minutes. */
  readonly megabytes: number
}

export const MEASURES = ['window1', 'window10', 'window60', 'perMinute', 'megabytes'] as const
export type Measure = (typeof MEASURES)[number]

/** All that a judgement needs to know of the other sources; plain data, kept with each ban. */
export interface PopulationNumbers {
  readonly classes: Readonly<Record<SourceClass, ClassNumbers>>
  /** Of the requests of harmless sources: to different missing paths, to different refused ones, redirected. */
  readonly missingShare: number
  readonly refusedShare: number
  readonly redirectedShare: number
  /** Of the requests of harmless sources that are POST to a login. */
  readonly loginShare: number
  /** Of the POST requests of harmless sources that are refused. */
  readonly refusedPostShare: number
  /** Whether pictures and scripts are in this log; where they are not, nobody can be blamed for not loading them. */
  readonly servesAssets: boolean
  /** Of all requests: that come from a page, of programs that do not call themselves a browser, and with the name of a user. */
  readonly referredShare: number
  readonly programShare: number
  readonly signedInShare: number
}

/** Requests that arrive as one clump, and so count as one piece of evidence, by class. */
export const DISPERSION: Readonly<Record<SourceClass, number>> = {
  unknown: 4,
  crawler: 8,
  api: 12,
  visitor: 12,
  gateway: 24,
}

/**
 * Before anything is known of a site. One client that shows no sign of a browser: a partner's program fetches up to 300 pages at once,
 * a monitor looks once a second; six connections of HTTP/1.1 with 200 ms each are 30 in a second. A visitor's page loads count little
 * (request-weight.ts), so these are script-made requests of an application: some tens at once, and 5 a second while it polls.
 */
export const PRIOR: PopulationNumbers = {
  classes: {
    unknown: { window1: 30, window10: 240, window60: 240, perMinute: 72, megabytes: 1_500 },
    crawler: { window1: 30, window10: 240, window60: 600, perMinute: 300, megabytes: 1_500 },
    api: { window1: 60, window10: 300, window60: 600, perMinute: 300, megabytes: 3_000 },
    visitor: { window1: 60, window10: 300, window60: 600, perMinute: 300, megabytes: 3_000 },
    gateway: { window1: 60, window10: 300, window60: 600, perMinute: 300, megabytes: 3_000 },
  },
  missingShare: 0.02,
  refusedShare: 0.02,
  redirectedShare: 0.1,
  loginShare: 0.1,
  refusedPostShare: 0.2,
  servesAssets: true,
  referredShare: 0.5,
  programShare: 0.1,
  signedInShare: 0.05,
}
