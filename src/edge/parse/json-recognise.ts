import { type ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { VALID } from '../../domain/reject-reason.ts'
import { parseAddress } from '../../lib/ip-address.ts'
import type { JsonMapping, JsonTimeKind } from './json-keys.ts'
import { JsonParser } from './json-parser.ts'
import { TimeField } from './time-field.ts'

/** Names that people and servers use, the surest first. Compared without case; nested keys by their last part. */
const ADDRESSES = [
  'remote_addr',
  'client_ip',
  'clientip',
  'client_addr',
  'remote_ip',
  'remoteaddr',
  'remote_address',
  'remoteip',
  'clienthost',
  'c-ip',
  'c_ip',
  'ip',
  'ip_address',
  'ipaddress',
  'src_ip',
  'source_ip',
  'source.ip',
  'client',
  'addr',
  'address',
]
/** Names of other hosts more often than of the client's. */
const DOUBTFUL_ADDRESSES = ['remote_host', 'remote', 'host', 'source', 'src']
const TIMES = [
  'time_iso8601',
  '@timestamp',
  'time',
  'timestamp',
  'datetime',
  'date_time',
  'date',
  'time_local',
  'startutc',
  'start_time',
  'ts',
  't',
  'msec',
]
const EPOCHS = ['msec', 'ts', 'timestamp', 't']
const STATUSES = [
  'status',
  'status_code',
  'statuscode',
  'http_status',
  'downstreamstatus',
  'originstatus',
  'sc-status',
  'sc_status',
  'response_code',
  'response_status',
  'code',
  'st',
  's',
  'response',
]
const METHODS = ['request_method', 'method', 'http_method', 'requestmethod', 'verb', 'cs-method', 'm']
const PATHS = ['request_uri', 'uri', 'requestpath', 'request_path', 'path', 'url', 'cs-uri-stem', 'u']
const REQUESTS = ['request', 'request_line', 'requestline', 'req']
const SIZES = [
  'body_bytes_sent',
  'bytes_sent',
  'bytes',
  'response_size',
  'body_bytes',
  'size',
  'length',
  'downstreamcontentsize',
  'sc-bytes',
  'content_length',
  'b',
]
const DURATIONS: readonly (readonly [string, 's' | 'ms' | 'us' | 'ns'])[] = [
  ['request_time', 's'],
  ['request_duration', 's'],
  ['duration', 's'],
  ['response_time', 's'],
  ['elapsed', 's'],
  ['rt', 's'],
  ['duration_ms', 'ms'],
  ['latency_ms', 'ms'],
  ['time_taken', 'ms'],
  ['time-taken', 'ms'],
]

/** What proxies say of the client: whole lists before single addresses, which a client may have set itself. */
const FORWARDED = [
  ...['http_x_forwarded_for', 'proxy_add_x_forwarded_for', 'x_forwarded_for', 'x-forwarded-for', 'xff'],
  ...['request_x-forwarded-for', 'forwarded_for', 'http_forwarded', 'request_forwarded', 'forwarded'],
  ...['http_x_real_ip', 'x_real_ip', 'x-real-ip', 'request_x-real-ip', 'http_cf_connecting_ip', 'cf_connecting_ip'],
  ...['cf-connecting-ip', 'request_cf-connecting-ip', 'http_true_client_ip', 'true_client_ip', 'true-client-ip'],
]

interface Leaf {
  readonly path: string
  readonly value: unknown
}

/** Learns which key serves for what from one line; null unless address, time and status are there and valid. May allocate. */
export function recogniseJson(text: ByteText, start: number, end: number): JsonMapping | null {
  let value: unknown
  try {
    if (end - start > 65_536) return null
    value = JSON.parse(text.bytes.toString('utf8', start, end).replace(/\\x[0-9a-f]{2}/gi, '?'))
  } catch {
    return recogniseByKeys(text, start, end)
  }
  return mappingOf(leavesOf(value))
}

/** A line that is no strict JSON, as nginx writes it for unquoted empty variables: they become null. */
function recogniseByKeys(text: ByteText, start: number, end: number): JsonMapping | null {
  const loose = text.bytes
    .toString('utf8', start, end)
    .replace(/("\s*:\s*)(?:-|[\d.]+(?:\s*[,:]\s+[\d.-]+)+)?(?=\s*(?:,\s*"|\}))/g, '$1null')
  try {
    const mapping = mappingOf(leavesOf(JSON.parse(loose)))
    const isRead = mapping !== null && new JsonParser(mapping).parse(text, start, end, new RecordBatch(), 0) === VALID
    return isRead ? mapping : null
  } catch {
    return null
  }
}

function leavesOf(value: unknown, prefix = '', depth = 0): Leaf[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > 3) return [{ path: prefix, value }]
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, prefix === '' ? key : `${prefix}.${key}`, depth + 1),
  )
}

function mappingOf(leaves: readonly Leaf[]): JsonMapping | null {
  const find = (names: readonly string[], fits: (value: unknown) => boolean): string | undefined => {
    for (const name of names) {
      const leaf = leaves.find(
        ({ path, value }) => (path.toLowerCase() === name || path.toLowerCase().endsWith(`.${name}`)) && fits(value),
      )
      if (leaf !== undefined) return leaf.path
    }
    return undefined
  }
  const isText = (value: unknown) => typeof value === 'string'
  const isForwarded = (value: unknown) =>
    isText(value) || value === null || (Array.isArray(value) && value.every(isText))
  const isQuantity = (value: unknown) => typeof value === 'number' || typeof value === 'string'
  const isAddress = (value: unknown) => typeof value === 'string' && parseAddress(value) !== null
  const isStatus = (value: unknown) =>
    (typeof value === 'number' || typeof value === 'string') && /^[1-5]\d\d$/.test(String(value))
  const address = find([...ADDRESSES, ...DOUBTFUL_ADDRESSES], isAddress)
  const status = find(STATUSES, isStatus)
  const timePath = find(TIMES, (value) => timeKind(value, true) !== null)
  if (address === undefined || status === undefined || timePath === undefined) return null
  const name = timePath.toLowerCase().split('.').at(-1)!
  const kind = timeKind(leaves.find(({ path }) => path === timePath)?.value, EPOCHS.includes(name))
  if (kind === null) return null
  const msec = find(EPOCHS, (value) => timeKind(value, true) === 'epoch')
  const duration = DURATIONS.map(([key, unit]) => ({ path: find([key], isQuantity), unit })).find(
    ({ path }) => path !== undefined,
  )
  const optional = {
    msec: msec === timePath ? undefined : msec,
    method: find(METHODS, isText),
    path: find(PATHS, isText),
    request: find(REQUESTS, isText),
    bytes: find(SIZES, isQuantity),
    forwarded: find(FORWARDED, isForwarded) ?? caddyForwarded(leaves),
  }
  const known = Object.fromEntries(Object.entries(optional).filter(([, path]) => path !== undefined))
  return {
    address,
    status,
    time: {
      path: timePath,
      kind:
        kind === 'epoch' && name !== 'msec'
          ? 'iso-or-epoch'
          : kind === 'iso' && EPOCHS.includes(name)
            ? 'iso-or-epoch'
            : kind,
    },
    ...known,
    ...(duration?.path !== undefined && { duration: { path: duration.path, unit: duration.unit } }),
  }
}

/** Caddy writes the headers that came: the first line need not have this one. */
function caddyForwarded(leaves: readonly Leaf[]): string | undefined {
  return leaves.some(({ path }) => path.startsWith('request.headers.')) ? 'request.headers.X-Forwarded-For' : undefined
}

const batch = new RecordBatch()

function timeKind(value: unknown, mayBeEpoch: boolean): JsonTimeKind | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const bytes = Buffer.from(String(value))
  const field = new TimeField()
  const args = [
    { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) },
    0,
    bytes.length,
    batch,
    0,
  ] as const
  if (typeof value === 'string' && field.iso(...args)) return 'iso'
  if (typeof value === 'string' && field.clf(...args)) return 'clf'
  return mayBeEpoch && field.epoch(...args) ? 'epoch' : null
}

/** Which key serves for what, for people: one line. */
export function describeMapping(mapping: JsonMapping): string {
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
    ['duration', mapping.duration && `${mapping.duration.path} (${mapping.duration.unit})`],
  ]
  return columns.flatMap(([use, key]) => (key === undefined ? [] : [`${use}: ${key}`])).join('; ')
}
