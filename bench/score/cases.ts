import type { IncidentKind } from '../../src/domain/finding.ts'
import type { Seconds } from '../../src/domain/units.ts'

/** A site that is played: people who open pages send `rate` requests a second in the mean of a week. */
export interface Size {
  readonly name: 'small' | 'medium' | 'large'
  readonly rate: number
  /** Undisturbed, before anything happens. */
  readonly history: Seconds
  /** After it is over. */
  readonly rest: Seconds
}

export const SIZES: readonly Size[] = [
  { name: 'small', rate: 3, history: 2_400, rest: 300 },
  { name: 'medium', rate: 40, history: 2_400, rest: 300 },
  { name: 'large', rate: 1_000, history: 720, rest: 90 },
]

/** What the detection promises about a case: docs/guide/detection-results.md says it in words. */
export interface Promised {
  /** `ban`: each attacker is banned; `incident`: one of `kinds` is told; `either` of both. */
  readonly by: 'ban' | 'incident' | 'either'
  readonly kinds?: readonly IncidentKind[]
  readonly within: Seconds
  /** The clock starts with the attack, or with the attacker's first excess request: excess.ts. */
  readonly from: 'start' | 'excess'
  /** Sites where it holds; elsewhere it is an aim that is shown only. */
  readonly sizes: readonly Size['name'][]
}

/** One thing that happens on a site. */
export interface Case {
  readonly name: string
  /** Names of parts beside those who visit the site anyway. */
  readonly crowd: readonly string[]
  readonly attack: readonly string[]
  readonly length: Seconds
  /** On a large site; floods grow with the site, and more of the same shows nothing new. */
  readonly lengthLarge: Seconds
  /** Seconds of history; that of the size when it is left out. */
  readonly history?: Seconds
  readonly promised: Promised
}

const ALL: Promised['sizes'] = ['small', 'medium', 'large']
/** Where at least 5 requests a second come. */
const BUSY: Promised['sizes'] = ['medium', 'large']
const AIM: Promised['sizes'] = []

const banned = (within: Seconds): Promised => ({ by: 'ban', within, from: 'start', sizes: ALL })
const stopped: Promised = { by: 'ban', within: 2, from: 'excess', sizes: ALL }
const told = (within: Seconds, sizes: Promised['sizes'], ...kinds: readonly IncidentKind[]): Promised => ({
  ...{ by: 'incident', within, from: 'start', sizes },
  ...(kinds.length > 0 && { kinds }),
})
const FAST: Seconds = 15
const GROUP: Seconds = 60
const WALK: Seconds = 300
const SLOW: Seconds = 1_800
const TROUBLE: Seconds = 10

function one(name: string, length: Seconds, lengthLarge: Seconds, promised: Promised): Case {
  return { name, crowd: [], attack: [name], length, lengthLarge, promised }
}

/** Everything that is played, in the order of the table. */
export const CASES: readonly Case[] = [
  one('flood', 300, 60, stopped),
  one('slow-flood', 300, 60, stopped),
  one('moderate-flood', 300, 180, stopped),
  one('burst', 300, 300, stopped),
  one('pulse', 300, 120, stopped),
  one('ramp', 300, 120, stopped),
  one('ipv6-64', 300, 60, stopped),
  one('slow-ramp', 2_100, 1_920, banned(SLOW)),
  one('bandwidth-hog', 360, 360, { by: 'either', within: WALK, from: 'start', sizes: ALL }),
  one('scan', 120, 60, banned(FAST)),
  one('redirect-scan', 120, 60, banned(FAST)),
  one('slow-scan', 2_100, 1_920, banned(SLOW)),
  one('slow-redirect-scan', 2_100, 1_920, banned(SLOW)),
  one('broken-bot', 2_100, 1_920, banned(SLOW)),
  one('brute-force', 120, 60, banned(FAST)),
  one('quiet-brute-force', 120, 60, banned(FAST)),
  one('xmlrpc', 120, 60, banned(FAST)),
  one('slow-brute-force', 2_100, 1_920, banned(SLOW)),
  one('scrape', 360, 360, banned(WALK)),
  one('distributed-flood', 300, 90, told(GROUP, ALL, 'distributed-flood')),
  one('ipv6-rotation', 300, 120, told(GROUP, ALL, 'distributed-flood', 'source-flood')),
  one('distributed-scan', 300, 120, told(GROUP, ALL, 'distributed-scan')),
  one('credential-stuffing', 300, 120, told(GROUP, ALL, 'credential-stuffing')),
  one('backend-failure', 300, 90, told(TROUBLE, BUSY, 'server-errors', 'latency')),
  one('latency', 300, 90, told(TROUBLE, BUSY, 'latency')),
  one('silence', 300, 90, told(TROUBLE, BUSY, 'traffic-drop', 'blind')),
  one('method-shift', 300, 90, told(GROUP, AIM)),
  one('hot-endpoint', 300, 90, told(GROUP, AIM)),
  one('big-downloads', 300, 90, told(GROUP, AIM)),
  {
    ...{ name: 'flash-crowd', crowd: ['flash-crowd'], attack: [], length: 480, lengthLarge: 180 },
    promised: told(GROUP, AIM, 'flash-crowd'),
  },
  {
    ...{ name: 'flood from many in a crowd', crowd: ['flash-crowd'], attack: ['distributed-flood'] },
    ...{ length: 480, lengthLarge: 120 },
    promised: told(GROUP, AIM, 'distributed-flood'),
  },
  { ...one('flood', 120, 30, { ...stopped, within: 5 }), name: 'flood, log just begun', history: 5 },
  { ...one('scan', 120, 60, told(GROUP, AIM)), name: 'scan, log just begun', history: 5 },
  { ...one('brute-force', 120, 60, told(GROUP, AIM)), name: 'brute-force, log just begun', history: 5 },
]

/** How long it lasts. */
export function lengthOf(one: Case, size: Size): Seconds {
  return size.name === 'large' ? one.lengthLarge : one.length
}

/** So long that a large site is played only in the full table. */
export function isLong(one: Case): boolean {
  return one.length > 1_000
}
