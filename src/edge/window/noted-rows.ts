import { METHODS, type RecordBatch } from '../../domain/record-batch.ts'
import { type EndpointKinds, LOGIN } from './endpoint-kinds.ts'
import type { NoteRoom } from './note-room.ts'

const POST = METHODS.indexOf('POST')
/** Places by the lower bits of an endpoint hash. */
export const NOTED_PLACES = 4_096
const MASK = NOTED_PLACES - 1

/** What the kernel is told: nothing is of note; errors, redirects and logins are; given endpoints are besides. */
const OFF = 0
const ON = 1
const ENDPOINTS = 3
/** Beside these: some source was banned before, so that the host must see who it is; the host must see all of note. */
export const OFFENDERS = 4
export const ALL_TO_HOST = 8

/** What a row is: nothing of note; of note for what it is; to one of the given endpoints. */
export const PLAIN = 0
export const NOTED = 1
export const ASKED = 2

/**
 * Which rows are of note, whoever sent them: answered 300–499 but 304, to one of the given endpoints, POST to an endpoint that is
 * called like a login. The kernel counts the plainest by itself and stops at a superset of the others (kernel/notes.ts); this decides.
 */
export class NotedRows {
  code = OFF
  readonly #kinds: EndpointKinds
  /** 1 where one of the given endpoints may have its place. */
  readonly #noted: Uint8Array
  /** Endpoints of POSTs that are known to be no logins. */
  readonly #plainPosts: Uint32Array
  #endpoints: readonly number[] = []

  constructor(room: NoteRoom, kinds: EndpointKinds) {
    this.#kinds = kinds
    this.#noted = room.noted
    this.#plainPosts = room.plainPosts
  }

  /** null: nothing is of note. */
  set(endpoints: readonly number[] | null): void {
    this.code = endpoints === null ? OFF : endpoints.length > 0 ? ENDPOINTS : ON
    if (endpoints === null) return
    this.#noted.fill(0)
    for (const endpoint of endpoints) this.#noted[endpoint & MASK] = 1
    this.#endpoints = endpoints.map((endpoint) => endpoint >>> 0)
  }

  of(batch: RecordBatch, row: number): number {
    const endpoint = batch.endpoint[row]!
    if (this.#noted[endpoint & MASK] === 1 && this.#endpoints.includes(endpoint)) return ASKED
    const status = batch.status[row]!
    if (status >= 300 && status < 500 && status !== 304) return NOTED
    if (batch.method[row] !== POST || this.#plainPosts[endpoint & MASK] === endpoint) return PLAIN
    if (this.#kinds.of(batch, row) & LOGIN) return NOTED
    this.#plainPosts[endpoint & MASK] = endpoint
    return PLAIN
  }
}
