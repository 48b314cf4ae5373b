import { METHODS, type RecordBatch } from '../../domain/record-batch.ts'
import { mix } from '../../lib/hash.ts'
import { CRAWLER, TOOL } from './agent-kind.ts'
import { ASSET, type EndpointKinds, LOGIN } from './endpoint-kinds.ts'
import type { LineTraits } from './line-traits.ts'
import { GAP_MILLISECOND, GAP_TICK, ROWS, type StudySegment } from './study-slots.ts'
import {
  ACCEPTED,
  AGENT_SET,
  ANSWERED,
  ASSETS,
  addGap,
  type Bitmap,
  begin,
  CRAWLERS,
  ENDPOINT_SET,
  FAILED,
  HALF_SPANS,
  HEADS,
  halfAt,
  LOGIN_POSTS,
  LOOKED,
  MISSING,
  MISSING_ASSETS,
  MISSING_SET,
  mark,
  NOT_MODIFIED,
  PATH_SET,
  POST_ANSWERS,
  POSTED_SET,
  POSTS,
  PROGRAMS,
  REDIRECT_ANSWERS,
  REDIRECTED,
  REDIRECTED_SET,
  REFERRED,
  REFUSED,
  REFUSED_POSTS,
  REFUSED_SET,
  SIGNED_IN,
  TOOLS,
  vote,
} from './study-span.ts'

const POST = METHODS.indexOf('POST')
const HEAD = METHODS.indexOf('HEAD')
const PUT = METHODS.indexOf('PUT')
const WEBDAV = METHODS.indexOf('WebDAV')
/** Rows of a source whose lines are looked at: one in two until this many, then one in eight; not its first, which may stay its only one. */
const LOOKED_FIRST = 8
const LOOKED_EACH = 8
/** Steps of the size of an answer to a POST, per doubling: two within some per cent are mostly one answer. */
const SIZE_STEPS = 8
const FULL = 0xffff

/** Takes rows into the spans of their sources. */
export class StudyRows {
  readonly #kinds: EndpointKinds
  readonly #traits: LineTraits

  constructor(kinds: EndpointKinds, traits: LineTraits) {
    this.#kinds = kinds
    this.#traits = traits
  }

  /** Counts one row of a kind of endpoint in both spans; the slot must be at `tick`, `own` is the second of the row. */
  count(batch: RecordBatch, row: number, kind: number, segment: StudySegment, base: number, tick: number, own: number) {
    const status = batch.status[row]!
    const isAsset = (kind & ASSET) !== 0
    const column = columnOf(status)
    const set = isAsset ? null : setOf(column)
    const gap = isAsset ? -1 : gapTo(segment, base, own, batch.millisecond[row]!)
    const isLooked = isLook(segment.shorts, 2 * base + ROWS)
    const isPath = isLooked && column === ANSWERED && !isAsset
    const path = set === null && !isPath ? 0 : this.#kinds.rawPath(batch, row, kind)
    if (isLooked) this.#traits.read(batch, row)
    for (let span = 0; span < 2; span++) {
      const half = halfAt(base, span as 0 | 1, tick)
      if (!begin(segment, half, tick % HALF_SPANS[span]!, batch.bytes[row]!)) continue
      const { shorts } = segment
      const at = 2 * half
      if (status === 304) shorts[at + NOT_MODIFIED]! += 1
      if (isAsset) {
        shorts[at + ASSETS]! += 1
        if (column === MISSING) shorts[at + MISSING_ASSETS]! += 1
      } else {
        if (column >= 0) shorts[at + column]! += 1
        if (set !== null) mark(segment, half, set, path)
        if (column === REDIRECTED) mark(segment, half, REDIRECT_ANSWERS, mix(status ^ (batch.bytes[row]! << 10)))
        const endpoint = batch.endpoint[row]!
        mark(segment, half, ENDPOINT_SET, mix(endpoint))
        vote(segment, half, endpoint)
        if (gap >= 0) addGap(segment, half, gap)
      }
      const method = batch.method[row]!
      if (method !== 0 || (status > 200 && status < 208)) countMethod(batch, row, method, kind, segment, half)
      if (isPath) mark(segment, half, PATH_SET, path)
      if (isLooked) this.#countTraits(segment, half, status)
    }
  }

  #countTraits(segment: StudySegment, half: number, status: number): void {
    const { shorts } = segment
    const traits = this.#traits
    shorts[2 * half + LOOKED]! += 1
    if (traits.referred) shorts[2 * half + REFERRED]! += 1
    if (traits.isSignedIn && status < 400) shorts[2 * half + SIGNED_IN]! += 1
    if (!traits.hasAgent) return
    mark(segment, half, AGENT_SET, traits.agent)
    if (traits.isProgram) shorts[2 * half + PROGRAMS]! += 1
    if (traits.kind === TOOL) shorts[2 * half + TOOLS]! += 1
    else if (traits.kind === CRAWLER) shorts[2 * half + CRAWLERS]! += 1
  }
}

/** The column of what a request was answered; -1 when there is none. */
function columnOf(status: number): number {
  if (status < 300) return status >= 200 ? ANSWERED : -1
  if (status < 400) return status === 304 ? -1 : REDIRECTED
  if (status >= 499) return FAILED
  if (status === 404 || status === 410 || status === 400 || status === 405) return MISSING
  return status === 401 || status === 403 ? REFUSED : -1
}

/** Of how many different paths it is counted. */
function setOf(column: number): Bitmap | null {
  if (column === MISSING) return MISSING_SET
  if (column === REFUSED) return REFUSED_SET
  return column === REDIRECTED ? REDIRECTED_SET : null
}

function countMethod(b: RecordBatch, row: number, method: number, kind: number, segment: StudySegment, half: number) {
  const status = b.status[row]!
  const { shorts } = segment
  if (method === POST) {
    shorts[2 * half + POSTS]! += 1
    mark(segment, half, POSTED_SET, mix(b.endpoint[row]!))
    const size = Math.floor(SIZE_STEPS * Math.log2(b.bytes[row]! + 32))
    mark(segment, half, POST_ANSWERS, mix(status ^ (size << 10)))
    if (isRefusal(status)) shorts[2 * half + REFUSED_POSTS]! += 1
    if (kind & LOGIN) shorts[2 * half + LOGIN_POSTS]! += 1
  }
  if (method === HEAD && status >= 200 && status < 300) shorts[2 * half + HEADS]! += 1
  const isAccepted = status === 201 || status === 204 || status === 207
  const isChange = method >= PUT && method <= WEBDAV && status >= 200 && status < 300
  if (isAccepted || isChange) shorts[2 * half + ACCEPTED]! += 1
}

/** Of a POST; 402: the card was declined. */
export function isRefusal(status: number): boolean {
  return status === 401 || status === 402 || status === 403 || status === 429
}

/** Milliseconds since the newest request that was no asset; -1 before any. A late one comes at once. */
function gapTo({ words, shorts }: StudySegment, base: number, own: number, millisecond: number): number {
  const last = words[base + GAP_TICK]!
  const gap = (own - last) * 1_000 + millisecond - shorts[2 * base + GAP_MILLISECOND]!
  if (gap < 0) return 0
  words[base + GAP_TICK] = own
  shorts[2 * base + GAP_MILLISECOND] = millisecond
  return last === 0 ? -1 : gap
}

function isLook(shorts: Uint16Array, at: number): boolean {
  const before = shorts[at]!
  const rows = before === FULL ? LOOKED_EACH + 1 : before + 1
  shorts[at] = rows
  return rows % (rows <= LOOKED_FIRST ? 2 : LOOKED_EACH) === 0
}
