import type { SpanFeatures } from '../../domain/source-features.ts'
import { HALVES, NEWEST, PAGES, type StudySegment } from './study-slots.ts'

/** Seconds of half a span: what is told of minutes are the last five to ten, of hours the last two to four. */
export const HALF_SPANS = [300, 7_200] as const
const HALF_WORDS = 34
const FULL = 0xffff

/** Counts of a half, half words. */
export const REQUESTS = 0
export const ASSETS = 1
export const MISSING_ASSETS = 2
export const NOT_MODIFIED = 3
export const ANSWERED = 4
export const MISSING = 5
export const REFUSED = 6
export const REDIRECTED = 7
export const FAILED = 8
export const POSTS = 9
export const REFUSED_POSTS = 10
export const LOGIN_POSTS = 11
export const ACCEPTED = 12
export const LOOKED = 13
export const REFERRED = 14
export const TOOLS = 15
export const CRAWLERS = 16
export const GAPS = 17
/** Words: bytes, mean of gaps in milliseconds and the sum of squares of their deviations, floats. */
export const BYTES = 9
export const GAP_MEAN = 10
export const GAP_SQUARES = 11
/** Half words: seconds from the beginning of the half to the first and the newest request, and 1. */
const FROM = 24
const TO = 25
/** A word; half words: votes for it, and requests since it is the candidate. */
const TOP = 13
const VOTES = 28
const HITS = 29
/** Bitmaps: first word of the half and bits. */
export const MISSING_SET = { at: 15, bits: 128 } as const
export const REFUSED_SET = { at: 19, bits: 64 } as const
export const REDIRECTED_SET = { at: 21, bits: 64 } as const
export const REDIRECT_ANSWERS = { at: 23, bits: 32 } as const
export const POSTED_SET = { at: 24, bits: 32 } as const
export const POST_ANSWERS = { at: 25, bits: 32 } as const
export const ENDPOINT_SET = { at: 26, bits: 96 } as const
export const AGENT_SET = { at: 29, bits: 32 } as const
export const PATH_SET = { at: 32, bits: 64 } as const
/** More counts, between the bitmaps. */
export const SIGNED_IN = 60
export const HEADS = 61
export const PROGRAMS = 62
export type Bitmap = { readonly at: number; readonly bits: number }

/** Where the half of a span that `tick` lies in begins, in words. */
export function halfAt(base: number, span: 0 | 1, tick: number): number {
  return base + HALVES + (2 * span + (Math.floor(tick / HALF_SPANS[span]) & 1)) * HALF_WORDS
}

/** The other half of the span that begins at `base + HALVES`. */
function otherHalf(base: number, span: 0 | 1, half: number): number {
  return 2 * (base + HALVES + 2 * span * HALF_WORDS) + HALF_WORDS - half
}

/** Moves both spans of a slot on to `tick`: halves that are over by more than one empty. Returns which spans changed: bits 1 and 2. */
export function moveOn(segment: StudySegment, base: number, tick: number): number {
  const { words } = segment
  const newest = words[base + NEWEST]!
  if (newest === tick) return 0
  words[base + NEWEST] = tick
  let changed = 0
  for (let span = 0; span < 2; span++) {
    const length = HALF_SPANS[span]!
    const half = Math.floor(tick / length)
    const halves = half - Math.floor(newest / length)
    if (halves === 0) continue
    emptyHalf(segment, base, 2 * span + (half & 1))
    if (halves > 1) emptyHalf(segment, base, 2 * span + (1 - (half & 1)))
    changed |= 1 << span
  }
  return changed
}

export function emptyMinutes(segment: StudySegment, base: number): void {
  emptyHalf(segment, base, 0)
  emptyHalf(segment, base, 1)
}

function emptyHalf({ words, shorts }: StudySegment, base: number, half: number): void {
  const at = base + HALVES + half * HALF_WORDS
  words.fill(0, at, at + HALF_WORDS)
  shorts[2 * base + PAGES + half] = 0
}

/** Counts a request that is no asset in both spans. */
export function addPage({ shorts }: StudySegment, base: number, tick: number): void {
  for (let span = 0; span < 2; span++) {
    const at = 2 * base + PAGES + 2 * span + (Math.floor(tick / HALF_SPANS[span]!) & 1)
    if (shorts[at]! < FULL) shorts[at]! += 1
  }
}

/** Requests that are no assets, of a span. */
export function pagesOf({ shorts }: StudySegment, base: number, span: 0 | 1): number {
  const at = 2 * base + PAGES + 2 * span
  return shorts[at]! + shorts[at + 1]!
}

/** Requests for assets, of a span. */
export function assetsOf({ shorts }: StudySegment, base: number, span: 0 | 1): number {
  const at = 2 * (base + HALVES + 2 * span * HALF_WORDS) + ASSETS
  return shorts[at]! + shorts[at + 2 * HALF_WORDS]!
}

/** Counts one more request in a half, with so many bytes; false when the half is full and counts nothing any more. */
export function begin({ shorts, floats }: StudySegment, half: number, offset: number, bytes: number): boolean {
  const at = 2 * half
  if (shorts[at + REQUESTS] === FULL) return false
  shorts[at + REQUESTS]! += 1
  if (shorts[at + FROM] === 0) shorts[at + FROM] = offset + 1
  shorts[at + TO] = offset + 1
  floats[half + BYTES]! += bytes
  return true
}

export function mark({ words }: StudySegment, half: number, { at, bits }: Bitmap, hash: number): void {
  const bit = ((hash >>> 16) * bits) >>> 16
  words[half + at + (bit >>> 5)]! |= 1 << (bit & 31)
}

/** The one most asked for, by the majority vote of R. S. Boyer and J S. Moore (1981). */
export function vote({ words, shorts }: StudySegment, half: number, endpoint: number): void {
  const at = 2 * half
  if (words[half + TOP] === endpoint) {
    shorts[at + VOTES]! += 1
    shorts[at + HITS]! += 1
  } else if (shorts[at + VOTES] === 0) {
    words[half + TOP] = endpoint
    shorts[at + VOTES] = 1
    shorts[at + HITS] = 1
  } else shorts[at + VOTES]! -= 1
}

/** One more gap, in milliseconds (B. P. Welford, 1962). */
export function addGap({ shorts, floats }: StudySegment, half: number, gap: number): void {
  const gaps = ++shorts[2 * half + GAPS]!
  const mean = floats[half + GAP_MEAN]!
  const after = mean + (gap - mean) / gaps
  floats[half + GAP_MEAN] = after
  floats[half + GAP_SQUARES]! += (gap - mean) * (gap - after)
}

/** What is told of a span; its slot must be at `tick`. */
export function spanOf(segment: StudySegment, base: number, span: 0 | 1, tick: number): SpanFeatures {
  const { shorts, floats } = segment
  const half = halfAt(base, span, tick)
  const other = otherHalf(base, span, half)
  const sum = (column: number) => shorts[2 * half + column]! + shorts[2 * other + column]!
  const distinct = (set: Bitmap, most: number) => distinctOf(segment, half, other, set, most)
  const [topEndpoint, topRequests] = topOf(segment, half, other)
  const requests = sum(REQUESTS)
  return {
    length: lengthOf(shorts, half, other, HALF_SPANS[span]),
    requests,
    assets: sum(ASSETS),
    missingAssets: sum(MISSING_ASSETS),
    notModified: sum(NOT_MODIFIED),
    answered: sum(ANSWERED),
    missing: sum(MISSING),
    distinctMissing: distinct(MISSING_SET, sum(MISSING)),
    refused: sum(REFUSED),
    distinctRefused: distinct(REFUSED_SET, sum(REFUSED)),
    redirected: sum(REDIRECTED),
    distinctRedirected: distinct(REDIRECTED_SET, sum(REDIRECTED)),
    redirectAnswers: distinct(REDIRECT_ANSWERS, sum(REDIRECTED)),
    failed: sum(FAILED),
    posts: sum(POSTS),
    postedEndpoints: distinct(POSTED_SET, sum(POSTS)),
    postAnswers: distinct(POST_ANSWERS, sum(POSTS)),
    refusedPosts: sum(REFUSED_POSTS),
    loginPosts: sum(LOGIN_POSTS),
    accepted: sum(ACCEPTED),
    heads: sum(HEADS),
    bytes: floats[half + BYTES]! + floats[other + BYTES]!,
    endpoints: distinct(ENDPOINT_SET, requests - sum(ASSETS)),
    topEndpoint,
    topRequests,
    looked: sum(LOOKED),
    referred: sum(REFERRED),
    paths: distinct(PATH_SET, sum(LOOKED)),
    tools: sum(TOOLS),
    programs: sum(PROGRAMS),
    crawlers: sum(CRAWLERS),
    signedIn: sum(SIGNED_IN),
    agents: distinct(AGENT_SET, sum(LOOKED)),
    gapVariation: gapVariation(segment, half, other),
  }
}

/** -m ln(empty/m) (K.-Y. Whang and others, 1990); a full bitmap says what one with a single bit left does, m ln m. */
function distinctOf({ words }: StudySegment, half: number, other: number, { at, bits }: Bitmap, most: number): number {
  if (most <= 1) return most
  let empty = bits
  for (let word = at; word < at + bits / 32; word++) empty -= onesIn(words[half + word]! | words[other + word]!)
  return Math.min(Math.round(-bits * Math.log(Math.max(empty, 1) / bits)), most)
}

function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** At least so many requests: those since each half made it its candidate. */
function topOf({ words, shorts }: StudySegment, half: number, other: number): [number, number] {
  const hits = shorts[2 * half + HITS]!
  const before = shorts[2 * other + HITS]!
  if (before === 0) return [words[half + TOP]!, hits]
  if (words[half + TOP] === words[other + TOP]) return [words[half + TOP]!, hits + before]
  return hits >= before ? [words[half + TOP]!, hits] : [words[other + TOP]!, before]
}

function lengthOf(shorts: Uint16Array, half: number, other: number, length: number): number {
  const from = shorts[2 * half + FROM]!
  const to = shorts[2 * half + TO]!
  const before = shorts[2 * other + FROM]!
  if (before === 0) return to - from
  return from === 0 ? shorts[2 * other + TO]! - before : length + to - before
}

/** Fewer gaps than these vary by chance. */
const FEWEST_GAPS = 8

/** Both halves together (T. F. Chan and others, 1979). */
function gapVariation({ shorts, floats }: StudySegment, half: number, other: number): number | null {
  const a = shorts[2 * half + GAPS]!
  const b = shorts[2 * other + GAPS]!
  const gaps = a + b
  if (gaps < FEWEST_GAPS) return null
  const difference = floats[half + GAP_MEAN]! - floats[other + GAP_MEAN]!
  const mean = (a * floats[half + GAP_MEAN]! + b * floats[other + GAP_MEAN]!) / gaps
  const squares = floats[half + GAP_SQUARES]! + floats[other + GAP_SQUARES]! + (difference * difference * a * b) / gaps
  return mean > 0 ? Math.sqrt(squares / gaps) / mean : null
}
