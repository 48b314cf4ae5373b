import { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { escapeText } from '../../lib/escape-text.ts'
import { parseAddress } from '../../lib/ip-address.ts'
import { addressForm } from './address-list.ts'
import { readAnyTime } from './any-time.ts'
import { findDuration } from './json-duration.ts'
import type { JsonMapping, JsonTimeKind } from './json-keys.ts'
import { type JsonLeaf, leafValue } from './json-leaves.ts'
import {
  ADDRESSES,
  DOUBTFUL_ADDRESSES,
  EPOCHS,
  FOREIGN,
  FORWARDED,
  METHODS,
  PATHS,
  REQUESTS,
  SIZES,
  STATUSES,
  TIMES,
} from './json-names.ts'
import { TimeField } from './time-field.ts'

/** Parts of keys that hold what was answered. */
const ANSWERS = /^(?:response|resp)_?(?:headers?)?$/i

type Find = (names: readonly string[], fits: (value: unknown) => boolean) => string | undefined

/** Finds the path of the first of the names whose value fits; nested keys by their last parts. */
function finder(leaves: readonly JsonLeaf[], foreign = FOREIGN): Find {
  const known = leaves
    .map(({ path, value }) => ({ path, lower: path.toLowerCase(), value }))
    .filter(
      ({ lower }) =>
        !lower
          .split('.')
          .slice(0, -1)
          .some((part) => foreign.test(part)),
    )
  return (names, fits) => {
    for (const name of names) {
      const leaf = known.find(({ lower, value }) => (lower === name || lower.endsWith(`.${name}`)) && fits(value))
      if (leaf !== undefined) return leaf.path
    }
    return undefined
  }
}

const isText = (value: unknown) => typeof value === 'string'
const isForwarded = (value: unknown) => isText(value) || value === null || (Array.isArray(value) && value.every(isText))
const isQuantity = (value: unknown) => typeof value === 'number' || typeof value === 'string'
const isAddress = (value: unknown) => typeof value === 'string' && addressForm(value) !== null
const isStatus = (value: unknown) => isQuantity(value) && /^[1-5]\d\d$/.test(String(value))
const isTime = (value: unknown) => timeKind(value) !== null

/** Why a JSON line says too little: what no key holds, and the keys there are. One line, safe to print. */
export function missingKeys(leaves: readonly JsonLeaf[]): string {
  const find = finder(leaves)
  const missing: string[] = []
  if (find(ADDRESSES, isAddress) === undefined) {
    const doubtful = find(DOUBTFUL_ADDRESSES, (value) => isText(value) && parseAddress(value as string) !== null)
    missing.push(
      doubtful === undefined
        ? 'no key holds a client address'
        : `no key holds a client address for certain ("${doubtful}" may be the server's: name the key remote_addr)`,
    )
  }
  if (find(STATUSES, isStatus) === undefined) missing.push('no key holds a status')
  if (find(TIMES, isTime) === undefined) missing.push('no key holds a time')
  const keys = leaves.map(({ path }) => path).join(', ')
  return `${missing.length === 0 ? 'a value is not as its key promises' : missing.join(', ')}: keys seen: ${escapeText(keys, 300)}`
}

/** The key of what proxies say of the client, request headers included. */
export function forwardedOf(leaves: readonly JsonLeaf[]): string | undefined {
  return finder(leaves, ANSWERS)(FORWARDED, isForwarded) ?? caddyForwarded(leaves)
}

/** Learns which key serves for what; null unless address, time and status are there and valid. */
export function mappingOf(leaves: readonly JsonLeaf[]): JsonMapping | null {
  const find = finder(leaves)
  const address = find(ADDRESSES, isAddress)
  const status = find(STATUSES, isStatus)
  const timePath = find(TIMES, isTime)
  if (address === undefined || status === undefined || timePath === undefined) return null
  const name = timePath.toLowerCase().split('.').at(-1)!
  const kind = timeKind(leafValue(leaves, timePath))!
  const msec = find(EPOCHS, (value) => timeKind(value) === 'epoch')
  const duration = findDuration(leaves)
  const form = addressForm(leafValue(leaves, address) as string)
  const optional = {
    msec: msec === timePath ? undefined : msec,
    method: find(METHODS, isText),
    path: find(PATHS, isText),
    request: find(REQUESTS, isText),
    bytes: find(SIZES, isQuantity),
    forwarded: forwardedOf(leaves),
    duration,
    addressForm: form === 'plain' ? undefined : form,
    startsAt: /^start/.test(name) ? (true as const) : undefined,
  }
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  const isEither = (kind === 'epoch' && name !== 'msec') || (kind === 'iso' && EPOCHS.includes(name))
  return { address, status, time: { path: timePath, kind: isEither ? 'iso-or-epoch' : kind }, ...known }
}

/** Caddy writes the headers that came: the first line need not have this one. */
function caddyForwarded(leaves: readonly JsonLeaf[]): string | undefined {
  return leaves.some(({ path }) => path.startsWith('request.headers.')) ? 'request.headers.X-Forwarded-For' : undefined
}

const batch = new RecordBatch()

/** How the text or number of a time is read; null when it is none. */
export function timeKind(value: unknown): JsonTimeKind | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = new ByteText(Buffer.from(String(value)))
  const field = new TimeField()
  const args = [text, 0, text.bytes.length, batch, 0] as const
  if (typeof value === 'string' && field.iso(...args)) return 'iso'
  if (typeof value === 'string' && field.clf(...args)) return 'clf'
  if (field.epoch(...args)) return 'epoch'
  return readAnyTime(...args) ? 'any' : null
}

/**
 * Which key serves for what, for people: one line, safe to print. With `leaves`, what it held in the line that decided; of paths without
 * the query, which may hold secrets.
 */
export function describeMapping(mapping: JsonMapping, leaves: readonly JsonLeaf[] = []): string {
  const shown = (path: string): string => {
    const value = leafValue(leaves, path)
    return `key "${escapeText(path, 60)}"${value === undefined ? '' : ` = ${escapeText(String(value).replace(/\?.*/s, '?…'), 40).replaceAll('; ', ';')}`}`
  }
  const columns: [string, string | undefined][] = [
    ['address', mapping.address],
    ['time', mapping.time.path],
    ['fraction', mapping.msec],
    ['status', mapping.status],
    ['method', mapping.method],
    ['path', mapping.path],
    ['request', mapping.request],
    ['bytes', mapping.bytes],
    ['client behind trusted_proxies', mapping.forwarded],
  ]
  const { duration } = mapping
  const unit = duration?.unit === 'text' ? '' : ` ${duration?.unit}`
  return columns
    .flatMap(([use, path]) => (path === undefined ? [] : [`${use}: ${shown(path)}`]))
    .concat(duration === undefined ? [] : [`duration: ${shown(duration.path)}${unit}`])
    .join('; ')
}
