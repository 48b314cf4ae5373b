import { BYTE_CLASSES, FIELDS, type Token } from './log-format-variables.ts'

/** Where the fields of one line lie, by position in FIELDS; start -1: not in the line. Reused from line to line. */
export class FieldSpans {
  readonly starts = new Int32Array(FIELDS.length + 1)
  readonly ends = new Int32Array(FIELDS.length + 1)
}

/** The span that nobody reads. */
export const UNREAD = FIELDS.length

/** Runs of a chain that is searched for are no longer, so that a search stays linear in the length of the line. */
const LONGEST_SEARCHED_RUN = 64
const NO_TEXT = Buffer.alloc(0)

/** One link: a literal, a run of `length` bytes, or (length 0) a run of bytes of the classes in `mask`. */
class Link {
  readonly isLiteral: boolean
  readonly literal: Buffer
  readonly length: number
  readonly mask: number
  readonly slot: number
  constructor(token: Token) {
    const shape = token.type === 'variable' ? token.shape : null
    this.isLiteral = token.type === 'literal'
    this.literal = token.type === 'literal' ? Buffer.from(token.text) : NO_TEXT
    this.length = shape?.type === 'fixed' ? shape.length : 0
    this.mask = shape?.type === 'set' ? shape.mask : 0
    this.slot = slotOf(token)
  }
}

/** The span that a variable's value goes to. */
export function slotOf(token: Token): number {
  return token.type === 'variable' && token.field !== null ? FIELDS.indexOf(token.field) : UNREAD
}

/** Literals and strict variables in a row: given one end in the line, the other follows. */
export class TextChain {
  readonly isEmpty: boolean
  /** Spans that the chain fills, UNREAD left out. */
  readonly slots: readonly number[]
  readonly #links: readonly Link[]
  readonly #longest: number

  /** `searched`: the place of the chain is not known beforehand. */
  constructor(tokens: readonly Token[], searched: boolean) {
    this.#links = tokens.map((token) => new Link(token))
    this.#longest = searched ? LONGEST_SEARCHED_RUN : Number.MAX_SAFE_INTEGER
    this.isEmpty = tokens.length === 0
    this.slots = this.#links.map((link) => link.slot).filter((slot) => slot !== UNREAD)
  }

  /** Matches from `start` on; returns where the match ends, -1 if there is none. */
  forward(bytes: Buffer, start: number, limit: number, spans: FieldSpans): number {
    const links = this.#links
    let at = start
    for (let i = 0; i < links.length; i++) {
      const link = links[i]!
      if (link.isLiteral) {
        if (!holds(bytes, at, limit, link.literal)) return -1
        at += link.literal.length
        continue
      }
      let end = at + link.length
      if (link.length === 0) {
        const last = Math.min(limit, at + this.#longest)
        while (end < last && (BYTE_CLASSES[bytes[end]!]! & link.mask) !== 0) end++
        const next = i + 1 < links.length ? links[i + 1]! : link
        if (next.isLiteral) while (end >= at && !holds(bytes, end, limit, next.literal)) end--
        if (end < at) return -1
      } else if (end > limit || !looksRight(bytes, at, link.length)) return -1
      spans.starts[link.slot] = at
      spans.ends[link.slot] = end
      at = end
    }
    return at
  }

  /** Matches so that the match ends at `end`; returns where it starts, -1 if there is none. */
  backward(bytes: Buffer, limit: number, end: number, spans: FieldSpans): number {
    const links = this.#links
    let at = end
    for (let i = links.length - 1; i >= 0; i--) {
      const link = links[i]!
      if (link.isLiteral) {
        at -= link.literal.length
        if (at < limit || !holds(bytes, at, end, link.literal)) return -1
        continue
      }
      let start = at - link.length
      if (link.length === 0) {
        while (start > limit && (BYTE_CLASSES[bytes[start - 1]!]! & link.mask) !== 0) start--
        const before = i > 0 ? links[i - 1]! : link
        if (before.isLiteral) start = behind(bytes, limit, start, at, before.literal)
        if (start < 0) return -1
      } else if (start < limit || !looksRight(bytes, start, link.length)) return -1
      spans.starts[link.slot] = start
      spans.ends[link.slot] = at
      at = start
    }
    return at
  }

  /** Where the chain first matches in [from, limit), -1 if nowhere. It must begin with a literal. */
  search(bytes: Buffer, from: number, limit: number, spans: FieldSpans): number {
    const first = this.#links[0]!.literal[0]!
    for (let at = from; at < limit; at++) {
      if (bytes[at] === first && this.forward(bytes, at, limit, spans) >= 0) return at
    }
    return -1
  }
}

/** Whether a run of fixed length has the marks of what it should be: a status, `$time_iso8601` or `$time_local`. */
function looksRight(bytes: Buffer, at: number, length: number): boolean {
  if (length === 26) return bytes[at + 2] === 0x2f && bytes[at + 6] === 0x2f && bytes[at + 11] === 0x3a
  if (length === 25) return bytes[at + 4] === 0x2d && bytes[at + 10] === 0x54
  for (let i = at; i < at + length; i++) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return false
  return true
}

function holds(bytes: Buffer, at: number, limit: number, literal: Buffer): boolean {
  const length = literal.length
  if (at + length > limit) return false
  for (let i = 0; i < length; i++) if (bytes[at + i] !== literal[i]) return false
  return true
}

/** The first place in [from, end] with `literal` right before it, -1 if there is none. */
function behind(bytes: Buffer, limit: number, from: number, end: number, literal: Buffer): number {
  for (let at = from; at <= end; at++) {
    if (at - literal.length >= limit && holds(bytes, at - literal.length, end, literal)) return at
  }
  return -1
}
