import type { AddressForm } from './address-list.ts'
import type { TimeMeaning } from './event-time.ts'

/** How the text of a time key is read. `iso-or-epoch` is for keys such as `timestamp` and `t`. */
export type JsonTimeKind = 'iso' | 'clf' | 'iso-or-epoch' | 'epoch' | 'any'
/** `text`: the value says its unit itself, as in `12ms`. */
export type DurationUnit = 's' | 'ms' | 'us' | 'ns' | 'text'

/** Which key holds what. Keys of nested objects are joined by dots: `@fields.ip` is also the plain key `@fields.ip`. */
export interface JsonMapping {
  readonly address: string
  readonly time: { readonly path: string; readonly kind: JsonTimeKind }
  /** Epoch seconds that give the fraction to a time within 1.5 s of them. */
  readonly msec?: string
  readonly status: string
  readonly method?: string
  /** Path with or without query. */
  readonly path?: string
  /** The whole request line. */
  readonly request?: string
  readonly bytes?: string
  readonly duration?: { readonly path: string; readonly unit: DurationUnit }
  /** The time is that of the request's start; left out: of its end. */
  readonly startsAt?: true
  /** How the address is written; plain when left out. */
  readonly addressForm?: AddressForm
  /** Other logs of the server may stand in the same file: lines with neither address nor status are theirs. */
  readonly isMixed?: true
  /** Lines are of requests only when this key, if it is there, begins like this. */
  readonly only?: { readonly path: string; readonly prefix: string }
  /** What a proxy says of who the client is: a text, or a list of texts such as Caddy's headers. Read behind trusted proxies only. */
  readonly forwarded?: string
}

export function timeOf({ startsAt, duration }: JsonMapping): TimeMeaning {
  return startsAt === undefined ? 'end' : duration === undefined ? 'bare-start' : 'start'
}

/** Positions of the fields of a line in JsonFields. */
export const ADDRESS = 0
export const TIME = 1
export const STATUS = 2
export const MSEC = 3
export const METHOD = 4
export const PATH = 5
export const REQUEST = 6
export const BYTES = 7
export const DURATION = 8
export const ONLY = 9
export const FORWARDED = 10
export const FIELD_COUNT = 11
/** Fields up to here are required. */
export const LAST_REQUIRED = STATUS
export const NO_FIELD = -1

/** A place in the tree of key paths: keys that lead on to a field or to a nested place. */
export interface KeyNode {
  readonly keys: Buffer[]
  /** NO_FIELD, or the field that the key of the same position holds. */
  readonly fields: number[]
  /** The place behind the key of the same position, or null. */
  readonly inner: (KeyNode | null)[]
}

/** The tree of all key paths of a mapping. `forwarded`: that key is among them; the kernel does not know it. */
export function keyTree(mapping: JsonMapping, forwarded: boolean): KeyNode {
  const root: KeyNode = { keys: [], fields: [], inner: [] }
  const paths: [string | undefined, number][] = [
    [mapping.address, ADDRESS],
    [mapping.time.path, TIME],
    [mapping.status, STATUS],
    [mapping.msec, MSEC],
    [mapping.method, METHOD],
    [mapping.path, PATH],
    [mapping.request, REQUEST],
    [mapping.bytes, BYTES],
    [mapping.duration?.path, DURATION],
    [mapping.only?.path, ONLY],
    [forwarded ? mapping.forwarded : undefined, FORWARDED],
  ]
  for (const [path, field] of paths) {
    if (path === undefined) continue
    const segments = path.split('.')
    if (segments.length > 1) place(root, path).set(field)
    let node = root
    for (const segment of segments.slice(0, -1)) node = place(node, segment).enter()
    place(node, segments.at(-1)!).set(field)
  }
  return root
}

function place(node: KeyNode, key: string) {
  const bytes = Buffer.from(key)
  let index = node.keys.findIndex((known) => known.equals(bytes))
  if (index < 0) {
    index = node.keys.push(bytes) - 1
    node.fields.push(NO_FIELD)
    node.inner.push(null)
  }
  return {
    set(field: number): void {
      node.fields[index] = field
    },
    enter(): KeyNode {
      const inner = node.inner[index] ?? { keys: [], fields: [], inner: [] }
      node.inner[index] = inner
      return inner
    },
  }
}
