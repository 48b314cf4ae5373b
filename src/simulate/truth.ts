import { UsageError } from '../domain/errors.ts'
import { INCIDENT_KINDS, type IncidentKind } from '../domain/finding.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { formatSource, parseAddress } from '../lib/ip-address.ts'
import type { Attacker, Honest, PartTruth, Trouble } from './part.ts'

const VERSION = 1
const HINT = 'A truth file is what breakwater simulate --truth writes; docs/formats/truth.md describes it.'

/** What is true of a simulated log: docs/formats/truth.md. */
export interface Truth {
  readonly seed: number
  readonly from: EpochMilliseconds
  readonly to: EpochMilliseconds
  readonly attackers: readonly Attacker[]
  readonly protected: readonly Honest[]
  readonly incidents: readonly Trouble[]
}

/** What is true of all parts of one log. */
export function joinTruth(log: Pick<Truth, 'seed' | 'from' | 'to'>, parts: readonly PartTruth[]): Truth {
  return {
    ...log,
    attackers: parts.flatMap(({ attackers }) => attackers),
    protected: parts.flatMap((part) => part.honest),
    incidents: parts.flatMap(({ troubles }) => troubles),
  }
}

/** The text of a truth file. */
export function truthText(truth: Truth): string {
  const object = {
    version: VERSION,
    seed: truth.seed,
    ...span(truth),
    attackers: truth.attackers.map((attacker) => ({
      address: attacker.address,
      kind: attacker.kind,
      ...span(attacker),
    })),
    protected: truth.protected.map(({ address, reason, users }) => ({ address, reason, ...(users && { users }) })),
    incidents: truth.incidents.map((trouble) => ({ kinds: trouble.kinds, ...span(trouble) })),
  }
  return `${JSON.stringify(object, null, 2)}\n`
}

/** Reads a truth file; fields that it does not know are passed over. `name`: of the file, for messages. Throws UsageError. */
export function parseTruth(text: string, name: string): Truth {
  const file = fields(parseJson(text, name), name)
  if (file.version !== VERSION) refuse(name, `its version is ${JSON.stringify(file.version)}, not ${VERSION}`)
  if (!Number.isSafeInteger(file.seed)) refuse(name, 'seed is not a whole number')
  return {
    seed: file.seed as number,
    ...parseSpan(file, name, 'the log'),
    attackers: list(file, 'attackers', name).map((item, i) => {
      const place = `attackers[${i}]`
      const attacker = fields(item, name, place)
      return {
        address: source(attacker, name, place),
        kind: kind(attacker.kind, name, place),
        ...parseSpan(attacker, name, place),
      }
    }),
    protected: list(file, 'protected', name).map((item, i) => {
      const place = `protected[${i}]`
      const { reason, users, ...honest } = fields(item, name, place)
      if (typeof reason !== 'string') refuse(name, `${place} has no reason`)
      if (users !== undefined && !(Number.isSafeInteger(users) && (users as number) > 0))
        refuse(name, `${place}.users is not a whole number above 0`)
      return { address: source(honest, name, place), reason, ...(users !== undefined && { users: users as number }) }
    }),
    incidents: list(file, 'incidents', name).map((item, i) => {
      const place = `incidents[${i}]`
      const incident = fields(item, name, place)
      const kinds = list(incident, 'kinds', name, place).map((word) => kind(word, name, place))
      if (kinds.length === 0) refuse(name, `${place} names no kind`)
      return { kinds, ...parseSpan(incident, name, place) }
    }),
  }
}

type Fields = Readonly<Record<string, unknown>>

function span({ from, to }: { readonly from: EpochMilliseconds; readonly to: EpochMilliseconds }) {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return refuse(name, `it is not JSON: ${(error as Error).message}`)
  }
}

function fields(value: unknown, name: string, place = 'its content'): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(name, `${place} is not an object`)
  return value as Fields
}

function list(value: Fields, field: string, name: string, place?: string): readonly unknown[] {
  const items = value[field]
  if (!Array.isArray(items)) refuse(name, `${place === undefined ? field : `${place}.${field}`} is not a list`)
  return items
}

/** The source in its canonical form: an IPv4 address or an IPv6 /64. */
function source(value: Fields, name: string, place: string): string {
  const text = typeof value.address === 'string' ? value.address : ''
  const address = parseAddress(text.replace(/(?<=:.*)\/64$/, ''))
  if (address === null) return refuse(name, `${place}.address is not an IP address, or a prefix of IPv6 ending in /64`)
  return formatSource(address.kind, address.high, address.low)
}

function kind(value: unknown, name: string, place: string): IncidentKind {
  const known = INCIDENT_KINDS.find((word) => word === value)
  return known ?? refuse(name, `${place} has the kind ${JSON.stringify(value)}, which there is not`)
}

function parseSpan(value: Fields, name: string, place: string) {
  const [from, to] = [time(value.from), time(value.to)]
  if (!(from <= to)) refuse(name, `${place} has no "from" and "to" that are times, or ends before it begins`)
  return { from, to }
}

/** NaN for what is no time in UTC. */
function time(value: unknown): EpochMilliseconds {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? Date.parse(value) : Number.NaN
}

function refuse(name: string, fault: string): never {
  throw new UsageError(`${name} is not a truth file: ${fault}`, HINT)
}
