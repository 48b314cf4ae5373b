import type { ByteText } from '../../domain/record-batch.ts'
import { escapeText } from '../../lib/escape-text.ts'
import { parseAddress } from '../../lib/ip-address.ts'
import type { JsonMapping } from './json-keys.ts'
import type { JsonLeaf } from './json-leaves.ts'
import { mappingOf, missingKeys } from './json-recognise.ts'

/** Bytes. Labels are not learned from longer lines. */
const LONGEST = 65_536
const LABEL = /^([0-9A-Za-z_.-]+):(.*)$/s

/** The labels of ltsv.org by names that JSON lines have; the address only when nothing surer is there. */
const NAMES: Readonly<Record<string, string>> = {
  req: 'request_line',
  size: 'bytes',
  reqtime: 'request_time',
  reqtime_microsec: 'request_time_us',
  forwardedfor: 'x_forwarded_for',
}

/** The values of a line by their labels; null when it is no LTSV: a label and a colon in every part. Allocates. */
export function readLabels(text: ByteText, start: number, end: number): readonly JsonLeaf[] | null {
  if (end - start > LONGEST) return null
  const parts = text.bytes.toString('utf8', start, end).split('\t')
  const leaves = parts.map((part) => LABEL.exec(part)).map((match) => match && { path: match[1]!, value: match[2]! })
  return parts.length > 1 && leaves.every((leaf) => leaf !== null) ? leaves : null
}

/** Which label serves for what; null unless address, time and status are there and valid. */
export function labelsOf(leaves: readonly JsonLeaf[]): JsonMapping | null {
  const real = new Map<string, string>()
  const named = leaves.map(({ path, value }) => {
    const name = Object.hasOwn(NAMES, path) ? NAMES[path]! : path
    real.set(name, path)
    return { path: name, value: path === 'time' ? unbracketed(String(value)) : value }
  })
  // By ltsv.org `host` is the remote host. A label that is surely the client's wins.
  const host = leaves.find(({ path }) => path === 'host')
  const mapping =
    mappingOf(named) ??
    (host !== undefined && parseAddress(String(host.value)) !== null
      ? mappingOf(named.map((leaf) => (leaf.path === 'host' ? { ...leaf, path: 'remote_addr' } : leaf)))
      : null)
  if (mapping === null) return null
  if (!real.has(mapping.address)) real.set('remote_addr', 'host')
  const back = (path: string) => real.get(path) ?? path
  const { address, status, time, msec, method, path, request, bytes, duration, forwarded, ...rest } = mapping
  return {
    ...rest,
    address: back(address),
    status: back(status),
    time: { ...time, path: back(time.path) },
    ...(msec !== undefined && { msec: back(msec) }),
    ...(method !== undefined && { method: back(method) }),
    ...(path !== undefined && { path: back(path) }),
    ...(request !== undefined && { request: back(request) }),
    ...(bytes !== undefined && { bytes: back(bytes) }),
    ...(duration !== undefined && { duration: { ...duration, path: back(duration.path) } }),
    ...(forwarded !== undefined && { forwarded: back(forwarded) }),
  }
}

/** Why a line says too little: what no label holds, and the labels there are. One line, safe to print. */
export function missingLabels(leaves: readonly JsonLeaf[]): string {
  const isRemote = ({ path, value }: JsonLeaf) => path === 'host' && parseAddress(String(value)) !== null
  const [what] = missingKeys(leaves.map((leaf) => (isRemote(leaf) ? { ...leaf, path: 'remote_addr' } : leaf))).split(
    ': keys seen',
  )
  const labels = leaves.map(({ path }) => path).join(', ')
  return `${what!.replaceAll('key ', 'label ')}: labels seen: ${escapeText(labels, 300)}`
}

/** Apache writes its `%t` in brackets. */
function unbracketed(time: string): string {
  return time.startsWith('[') && time.endsWith(']') ? time.slice(1, -1) : time
}
