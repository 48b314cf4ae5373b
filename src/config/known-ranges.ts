import { readFileSync } from 'node:fs'
import { type CidrEntry, CidrSet, type SourceLike } from '../lib/cidr-set.ts'
import { nearMiss } from '../lib/near-miss.ts'
import { isRecord } from './merge.ts'
import { checkNetwork } from './network.ts'

const SHIPPED = new URL('../../data/known-ranges.json', import.meta.url)
const KINDS = ['cdn', 'crawler'] as const

export interface KnownRange {
  /** Written as `@name` in the configuration. */
  readonly name: string
  readonly kind: (typeof KINDS)[number]
  readonly networks: readonly string[]
}

/** The networks of CDNs and crawlers as their operators publish them: dated data, read from a file when it is first needed. */
export class KnownRanges {
  readonly #file: string | URL
  #ranges: ReadonlyMap<string, KnownRange> | null = null
  #cdns: CidrSet | null = null

  /** `file`: null means the one of this package. */
  constructor(file: string | null) {
    this.#file = file ?? SHIPPED
  }

  /** The range of that name (without the @). Throws a plain Error that says what is wrong, with the name when there is none. */
  get(name: string): KnownRange {
    const found = this.#all.get(name)
    if (found !== undefined) return found
    const known = [...this.#all.keys()]
    const meant = nearMiss(name, known)
    const hint =
      meant === undefined ? `there are ${known.map((one) => `@${one}`).join(', ')}` : `did you mean @${meant}?`
    throw new Error(`no known range is called @${name}; ${hint}`)
  }

  /** Name of the CDN that the source touches. Throws as `get`. */
  cdnOf(source: SourceLike): string | undefined {
    this.#cdns ??= new CidrSet(
      [...this.#all.values()].flatMap(({ name, kind, networks }) =>
        kind === 'cdn' ? networks.map((cidr): CidrEntry => ({ cidr, list: name })) : [],
      ),
    )
    return this.#cdns.touching(source)?.list
  }

  /** Addresses and networks with each @NAME put out for its networks. Reads the file only when there is one. */
  expand(entries: readonly string[]): string[] {
    return entries.flatMap((entry) => (entry.startsWith('@') ? this.get(entry.slice(1)).networks : [entry]))
  }

  /** Reads the file, if that was not done, and throws a plain Error that says what is wrong in it. */
  check(): void {
    void this.#all
  }

  get #all(): ReadonlyMap<string, KnownRange> {
    this.#ranges ??= new Map(readRanges(this.#file).map((range) => [range.name, range]))
    return this.#ranges
  }
}

function readRanges(file: string | URL): KnownRange[] {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`${place(file)} ${code === undefined ? 'is no JSON' : `cannot be read (${code})`}`)
  }
  if (!isRecord(value) || !/^\d{4}-\d\d(-\d\d)?$/.test(String(value.date)) || !Array.isArray(value.ranges))
    throw new Error(`${place(file)} must hold {"date": "2026-11", "ranges": […]}, as data/known-ranges.json does`)
  const names = new Set<string>()
  return value.ranges.map((range: unknown, index) => {
    const at = `${place(file)}: ranges[${index}]`
    if (!isRecord(range) || !/^[a-z0-9][a-z0-9-]*$/.test(String(range.name)))
      throw new Error(`${at} needs a name of small letters, digits and hyphens`)
    const name = String(range.name)
    if (names.has(name)) throw new Error(`${at}: the name ${name} stands there twice`)
    names.add(name)
    const kind = KINDS.find((known) => known === range.kind)
    if (kind === undefined) throw new Error(`${at} (${name}): kind must be ${KINDS.join(' or ')}`)
    const { networks } = range
    if (!Array.isArray(networks) || networks.length === 0) throw new Error(`${at} (${name}) has no list of networks`)
    return { name, kind, networks: networks.map((network) => checked(network, `${at} (${name})`)) }
  })
}

function checked(network: unknown, at: string): string {
  try {
    if (!checkNetwork(String(network)).isEverybody) return String(network)
  } catch (error) {
    throw new Error(`${at}: ${(error as Error).message}`)
  }
  throw new Error(`${at}: "${network}" would mean everybody`)
}

function place(file: string | URL): string {
  return typeof file === 'string' ? file : file.pathname
}
