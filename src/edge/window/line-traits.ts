import type { RecordBatch } from '../../domain/record-batch.ts'
import { mix } from '../../lib/hash.ts'
import { agentKind } from './agent-kind.ts'

const TAB = 0x09
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const SLASH = 0x2f
const BLANK = 0x20
const BRACKET = 0x5b
const BRACE = 0x7b
const CLOSING_BRACE = 0x7d
const DASH = 0x2d
const UNDERSCORE = 0x5f
const DOT = 0x2e
const KINDS = 1_024
const MOZILLA = Buffer.from('Mozilla/')
const OPERA = Buffer.from('Opera/')
const AGENT = Buffer.from('agent')
const REFERER = Buffer.from('referer')
const USER = Buffer.from('user')
/** Bytes in front of the date. */
const LONGEST_HEAD = 256

/** What the text of a line says beside its columns: referrer and user agent, in whatever format. */
export class LineTraits {
  /** Of the line read last: the referrer is an absolute URL; there is an agent field; its hash; TOOL, CRAWLER or 0. */
  referred = false
  hasAgent = false
  agent = 0
  kind = 0
  /** Where the text of the agent stands in the bytes, if there is one. */
  agentStart = 0
  agentEnd = 0
  /** Its agent does not call itself a browser. */
  isProgram = false
  /** It names a user, whom the server need not have believed. */
  isSignedIn = false
  /** Whether any line read so far had a referrer, and an agent that says something. */
  hasReferrers = false
  hasAgents = false
  readonly #hashes = new Int32Array(KINDS)
  readonly #kinds = new Uint8Array(KINDS)

  read(batch: RecordBatch, row: number): void {
    const { bytes } = batch.text
    const start = batch.lineStart[row]!
    const end = batch.lineEnd[row]!
    this.referred = false
    this.hasAgent = false
    this.agent = 0
    this.kind = 0
    this.isProgram = false
    this.isSignedIn = false
    const isJson = bytes[start] === BRACE || bytes[end - 1] === CLOSING_BRACE
    if (!(isJson && this.#readJson(bytes, start, end)) && !isOfW3c(bytes, start, end)) {
      if (isLabelled(bytes, start, end)) this.#readLabels(bytes, start, end)
      else this.#readText(bytes, start, end, isJson)
    }
    if (this.referred) this.hasReferrers = true
  }

  /** Keys that end with `agent`, `referer` or `referrer`, or `user`, from the end on; false when there is none of the first three. */
  #readJson(bytes: Buffer, start: number, end: number): boolean {
    let hasReferrer = false
    for (let at = end - 2; at > start + 5; at--) {
      if (bytes[at] !== QUOTE || bytes[at + 1] !== COLON) continue
      const last = bytes[at - 1] === BACKSLASH ? at - 2 : at - 1
      const letter = bytes[last]! | 0x20
      if (letter === 0x74 && !this.hasAgent && isAgentKey(bytes, last)) this.#readAgentValue(bytes, at + 2, end)
      else if (letter === 0x72 && !hasReferrer && isReferrerKey(bytes, last)) {
        hasReferrer = true
        this.referred = isUrl(bytes, valueAt(bytes, at + 2, end), end)
      } else if (letter === 0x72 && isUserKey(bytes, last)) this.isSignedIn = isUserValue(bytes, at + 2, end)
    }
    return hasReferrer || this.hasAgent
  }

  /**
   * The two quoted values behind the request, which has a slash behind its first blank or quote: mostly referrer and agent. In JSON
   * only when the line itself is a value, its quotes escaped.
   */
  #readText(bytes: Buffer, start: number, end: number, isJson: boolean): void {
    this.isSignedIn = !isJson && hasUser(bytes, start, end)
    let at = start + 1
    while (at < end && !(bytes[at] === SLASH && isBeforePath(bytes[at - 1]!))) at++
    at = nextQuote(bytes, at, end)
    if (isJson && bytes[at - 1] !== BACKSLASH) return
    const first = nextQuote(bytes, at + 1, end) + 1
    const firstEnd = closingQuote(bytes, first, end)
    if (firstEnd >= end) return
    const second = nextQuote(bytes, firstEnd + (bytes[firstEnd] === BACKSLASH ? 2 : 1), end) + 1
    const secondEnd = closingQuote(bytes, second, end)
    const isFirstAgent = !isUrl(bytes, first, firstEnd) && !isEmpty(bytes, first, firstEnd)
    // Right behind the request, with no other behind it: the agent of a load balancer of AWS, whose next value is an id.
    if (isFirstAgent && first === at + 3 && second > firstEnd + 3) {
      this.#take(bytes, first, firstEnd)
      return
    }
    const isSecondAgent = secondEnd < end && !isUrl(bytes, second, secondEnd)
    if (isSecondAgent && !(isFirstAgent && isEmpty(bytes, second, secondEnd))) {
      this.#take(bytes, second, secondEnd)
      this.referred = isUrl(bytes, first, firstEnd)
    } else if (isFirstAgent) {
      this.#take(bytes, first, firstEnd)
      this.referred = secondEnd < end && isUrl(bytes, second, secondEnd)
    } else this.referred = isUrl(bytes, first, firstEnd)
  }

  /** `ua`, `referer` and `user` of LTSV, and labels that end with `agent`. */
  #readLabels(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end; ) {
      let tab = at
      while (tab < end && bytes[tab] !== TAB) tab++
      let colon = at
      while (colon < tab && bytes[colon] !== COLON) colon++
      const last = colon - 1
      const isAgent =
        (colon - at === 2 && bytes[at] === 0x75 && bytes[last] === 0x61) || endsWith(bytes, at, colon, AGENT)
      if (isAgent && !this.hasAgent) this.#take(bytes, colon + 1, tab)
      else if (endsWith(bytes, at, colon, REFERER)) this.referred = isUrl(bytes, colon + 1, tab)
      else if (endsWith(bytes, at, colon, USER)) this.isSignedIn = !isEmpty(bytes, colon + 1, tab)
      at = tab + 1
    }
  }

  #readAgentValue(bytes: Buffer, from: number, end: number): void {
    const start = valueAt(bytes, from, end)
    let stop = start
    while (stop < end && bytes[stop] !== QUOTE) stop++
    this.#take(bytes, start, bytes[stop - 1] === BACKSLASH ? stop - 1 : stop)
  }

  #take(bytes: Buffer, start: number, end: number): void {
    this.hasAgent = true
    this.agentStart = start
    this.agentEnd = end
    // Mozilla/5.0, and Opera/9 of old.
    this.isProgram = !startsWith(bytes, start, end, MOZILLA) && !startsWith(bytes, start, end, OPERA)
    let hash = end - start
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    hash = mix(hash)
    this.agent = hash
    if (!isEmpty(bytes, start, end)) this.hasAgents = true
    const place = hash & (KINDS - 1)
    if (this.#hashes[place] !== hash) {
      this.#hashes[place] = hash
      this.#kinds[place] = agentKind(bytes.toString('latin1', start, end))
    }
    this.kind = this.#kinds[place]!
  }
}

/** A date, then a blank or a tab: the columns are told by a header, which a line does not hold, and clients may write quotes. */
function isOfW3c(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 20 || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return false
  return (bytes[start + 10] === BLANK || bytes[start + 10] === TAB) && bytes[start + 13] === COLON
}

/** `label:value` and a tab, in the first bytes of the line. */
function isLabelled(bytes: Buffer, start: number, end: number): boolean {
  let at = start
  while (at < end && isLetter(bytes[at]!)) at++
  if (at === start || bytes[at] !== COLON) return false
  const stop = Math.min(end, start + LONGEST_HEAD)
  while (at < stop && bytes[at] !== TAB && bytes[at] !== QUOTE) at++
  return bytes[at] === TAB && at < end
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || byte === UNDERSCORE
}

/** What a path stands behind; a slash, behind the scheme of a URL. */
function isBeforePath(byte: number): boolean {
  return byte === BLANK || byte === QUOTE || byte === SLASH
}

function endsWith(bytes: Buffer, start: number, end: number, word: Buffer): boolean {
  return startsWith(bytes, Math.max(start, end - word.length), end, word)
}

/** `last` is the last letter of the key. */
function isAgentKey(bytes: Buffer, last: number): boolean {
  return (
    (bytes[last - 1]! | 0x20) === 0x6e &&
    (bytes[last - 2]! | 0x20) === 0x65 &&
    (bytes[last - 3]! | 0x20) === 0x67 &&
    (bytes[last - 4]! | 0x20) === 0x61
  )
}

function isReferrerKey(bytes: Buffer, last: number): boolean {
  const before = (bytes[last - 3]! | 0x20) === 0x72 ? last - 4 : last - 3
  return (
    (bytes[last - 1]! | 0x20) === 0x65 &&
    (bytes[last - 2]! | 0x20) === 0x72 &&
    (bytes[before]! | 0x20) === 0x65 &&
    (bytes[before - 1]! | 0x20) === 0x66
  )
}

/** `user` and `remote_user`, not `superuser`. */
function isUserKey(bytes: Buffer, last: number): boolean {
  const before = bytes[last - 4]
  return (
    (before === QUOTE || before === UNDERSCORE || before === DOT) &&
    (bytes[last - 1]! | 0x20) === 0x65 &&
    (bytes[last - 2]! | 0x20) === 0x73 &&
    (bytes[last - 3]! | 0x20) === 0x75
  )
}

function isUserValue(bytes: Buffer, from: number, end: number): boolean {
  const start = valueAt(bytes, from, end)
  if (bytes[start - 1] !== QUOTE) return false
  let stop = start
  while (stop < end && bytes[stop] !== QUOTE && bytes[stop] !== BACKSLASH) stop++
  return !isEmpty(bytes, start, stop)
}

/** `… - name [date]`: behind the dash of identd (RFC 1413), which nobody runs, and before the first bracket. */
function hasUser(bytes: Buffer, start: number, end: number): boolean {
  const stop = Math.min(end, start + LONGEST_HEAD)
  for (let at = start + 1; at < stop && bytes[at] !== QUOTE; at++) {
    if (bytes[at] !== BRACKET || bytes[at - 1] !== BLANK) continue
    let from = at - 2
    while (from > start && bytes[from] !== BLANK) from--
    return (
      bytes[from - 1] === DASH && bytes[from - 2] === BLANK && from > start + 3 && !isEmpty(bytes, from + 1, at - 1)
    )
  }
  return false
}

/** Where a value begins: behind quotes, their backslashes and the bracket of a list. */
function valueAt(bytes: Buffer, from: number, end: number): number {
  let at = from
  while (at < end && (bytes[at] === BLANK || bytes[at] === BRACKET || bytes[at] === BACKSLASH)) at++
  return bytes[at] === QUOTE ? at + 1 : at
}

/** `http://` or `https://`, the slashes escaped or not. */
function isUrl(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 8 || bytes[start] !== 0x68 || bytes[start + 1] !== 0x74 || bytes[start + 2] !== 0x74) return false
  let at = start + 4
  if (bytes[at] === 0x73) at++
  if (bytes[at] !== COLON) return false
  at++
  if (bytes[at] === BACKSLASH) at++
  return bytes[at] === SLASH
}

function isEmpty(bytes: Buffer, start: number, end: number): boolean {
  return start >= end || (end - start === 1 && bytes[start] === DASH)
}

function startsWith(bytes: Buffer, start: number, end: number, word: Buffer): boolean {
  if (end - start < word.length) return false
  for (let at = 0; at < word.length; at++) if (bytes[start + at] !== word[at]) return false
  return true
}

function nextQuote(bytes: Buffer, from: number, end: number): number {
  let at = from
  while (at < end && bytes[at] !== QUOTE) at++
  return at
}

/** The end of the value that begins at `from`; a quote with a backslash in front belongs to it, unless a blank or the end follows. */
function closingQuote(bytes: Buffer, from: number, end: number): number {
  let at = nextQuote(bytes, from, end)
  while (
    at < end &&
    bytes[at - 1] === BACKSLASH &&
    at + 1 < end &&
    bytes[at + 1] !== BLANK &&
    bytes[at + 1] !== BACKSLASH
  )
    at = nextQuote(bytes, at + 1, end)
  return at < end && bytes[at - 1] === BACKSLASH && at > from ? at - 1 : at
}
