import { formatAddress, type IpAddress, parseAddress } from '../lib/ip-address.ts'

const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,3})?(?!\d|\.\d)/g
const IPV6 = /(?<![0-9a-z])[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*(?:\/\d{1,3})?/gi
const FORGOTTEN = '[forgotten]'

/**
 * Finds an address wherever it is named: of IPv4 the address itself, of IPv6 every address of its /64, which is one source. A network is found
 * by its own text only, and not by the addresses in it.
 */
export class AddressMention {
  /** Every text that names it, whatever its case, holds this; others may. */
  readonly #part: string
  /** null: a network. */
  readonly #address: IpAddress | null
  readonly #network: string

  /** Canonical text of an address, a source or a network. Throws a plain Error when it is none. */
  constructor(text: string) {
    this.#network = text
    const [head = '', bits] = text.split('/')
    const parsed = parseAddress(head)
    if (parsed === null) throw new Error(`"${text}" is no address; write one such as 203.0.113.7 or 2001:db8::1`)
    const isSource =
      bits === undefined || Number(bits) === (parsed.kind === 4 ? 32 : 64) || (parsed.kind === 6 && bits === '128')
    if (!isSource) {
      this.#address = null
      this.#part = text
      return
    }
    const { kind, high, low, hostHigh, hostLow } = parsed
    const exact = formatAddress(kind, high, low, hostHigh, hostLow)
    this.#address = parsed
    // Of IPv6 the first group, which only that of ::/16 is left out of a text.
    this.#part = kind === 4 ? exact : high >>> 16 === 0 ? ':' : `${(high >>> 16).toString(16)}:`
  }

  /** Pattern of LIKE that every text that names it matches, besides others. */
  get like(): string {
    return `%${this.#part}%`
  }

  /** False: the text, or JSON of it, names it nowhere. */
  mayBeIn(text: string): boolean {
    return text.includes(this.#part) || text.toLowerCase().includes(this.#part)
  }

  /** Whether the whole text is the address, its source, or the network. */
  is(text: string): boolean {
    return this.redact(text) === FORGOTTEN
  }

  /** The text with each mention replaced. */
  redact(text: string): string {
    if (this.#address === null) return text.replaceAll(this.#network, FORGOTTEN)
    if (this.#address.kind === 4) return text.replace(IPV4, (found) => (this.#matches(found) ? FORGOTTEN : found))
    return text.replace(IPV6, (found) => {
      const lead = /^:(?!:)/.test(found) ? ':' : ''
      const core = found.slice(lead.length)
      // A sentence or a port may follow: `2001:db8::1.` and `2001:db8::1:` are the address with something behind it.
      const trail = this.#matches(core) ? '' : (/[.:]$/.exec(core)?.[0] ?? '')
      const address = trail === '' ? core : core.slice(0, -trail.length)
      return this.#matches(address) ? lead + FORGOTTEN + trail : found
    })
  }

  #matches(text: string): boolean {
    const [head = '', bits] = text.split('/')
    const parsed = parseAddress(head)
    const { kind, high, low } = this.#address!
    if (parsed === null || parsed.kind !== kind || parsed.high !== high || parsed.low !== low) return false
    return bits === undefined || Number(bits) >= (kind === 4 ? 32 : 64)
  }
}

/**
 * A value of JSON without what is kept under the address: elements and properties that are it, or that begin with it or hold it as an own
 * property. In other texts the mention alone is replaced.
 */
export function withoutAddress(value: unknown, mention: AddressMention): unknown {
  if (typeof value === 'string') return mention.redact(value)
  if (Array.isArray(value))
    return value.filter((item) => !isAbout(item, mention)).map((item) => withoutAddress(item, mention))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !mention.is(key))
      .map(([key, item]) => [mention.redact(key), withoutAddress(item, mention)]),
  )
}

function isAbout(item: unknown, mention: AddressMention): boolean {
  if (typeof item === 'string') return mention.is(item)
  if (Array.isArray(item)) return typeof item[0] === 'string' && mention.is(item[0])
  return (
    typeof item === 'object' &&
    item !== null &&
    Object.values(item).some((field) => typeof field === 'string' && mention.is(field))
  )
}
