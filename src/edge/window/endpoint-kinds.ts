import type { RecordBatch } from '../../domain/record-batch.ts'
import { mix } from '../../lib/hash.ts'
import type { NoteRoom } from './note-room.ts'
import { type HashPath, PathInLine } from './path-in-line.ts'

/** What an endpoint is; EXACT beside it says that its hash stands for one path only, for no segment of it is an id. */
export const ASSET = 1
export const LOGIN = 2
export const EXACT = 4

const ENTRIES = 4_096
/** Bytes of a path that are read. */
const LONGEST = 256

const ASSET_NAME =
  /\.(css|m?js|map|png|jpe?g|gif|svgz?|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|m4[av]|webm|og[gv]|flac|wav|wasm)$/i
const LOGIN_NAME =
  /log-?in|sign-?in|log-?on|auth(?!or)|session|passw(or)?d|password|xmlrpc|token|j_security_check|adfs|(^|[/._-])(otp|2fa|mfa|totp|sso|saml2?|ucp)([/._-]|$)/i
const ID = /\d|\/[a-f]{8,}(?=\/|$)/i

/**
 * What each endpoint is, read once from the line of a request for it: an asset by its ending, a login by what it is called. Endpoints
 * share 4,096 places; what is forgotten is read again. A path that cannot be found in its line is a page.
 */
export class EndpointKinds {
  readonly #path: PathInLine
  readonly #hashes: Uint32Array
  readonly #kinds: Uint8Array

  constructor(hash: HashPath | null, room?: NoteRoom) {
    this.#path = new PathInLine(hash)
    this.#hashes = room?.kindHashes ?? new Uint32Array(ENTRIES)
    this.#kinds = room?.kinds ?? new Uint8Array(ENTRIES)
  }

  /** ASSET, LOGIN or none, and EXACT. */
  of(batch: RecordBatch, row: number): number {
    const hash = batch.endpoint[row]!
    if (hash === 0) return EXACT
    const at = (hash ^ (hash >>> 16)) & (ENTRIES - 1)
    if (this.#hashes[at] === hash) return this.#kinds[at]!
    this.#hashes[at] = hash
    const kind = this.#find(batch, row) ? kindOf(batch.text.bytes, this.#path.start, this.#path.end) : EXACT
    this.#kinds[at] = kind
    return kind
  }

  /** Whether the path of a row is that of an asset, whatever is remembered of its endpoint. */
  isAsset(batch: RecordBatch, row: number): boolean {
    return this.#find(batch, row) && (kindOf(batch.text.bytes, this.#path.start, this.#path.end) & ASSET) !== 0
  }

  /** A hash of the path with its ids; of `kind` is known what `of` said. */
  rawPath(batch: RecordBatch, row: number, kind: number): number {
    const hash = batch.endpoint[row]!
    if (kind & EXACT || !this.#find(batch, row)) return mix(hash)
    const { bytes } = batch.text
    let raw = hash
    for (let at = this.#path.start; at < this.#path.end; at++) raw = Math.imul(raw ^ bytes[at]!, 0x01000193)
    return mix(raw)
  }

  #find(batch: RecordBatch, row: number): boolean {
    return this.#path.find(batch.text.bytes, batch.lineStart[row]!, batch.lineEnd[row]!, batch.endpoint[row]!)
  }
}

function kindOf(bytes: Buffer, start: number, end: number): number {
  // The ending decides, the beginning says most of the rest.
  const path = bytes.toString('latin1', Math.max(start, end - LONGEST), end)
  const exact = ID.test(path) || end - start > LONGEST ? 0 : EXACT
  if (ASSET_NAME.test(path)) return exact | ASSET
  return LOGIN_NAME.test(path) ? exact | LOGIN : exact
}
