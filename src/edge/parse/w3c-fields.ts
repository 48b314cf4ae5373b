/** What a column is read for. */
export const W3C_ROLES = [
  'address',
  'date',
  'time',
  'status',
  'method',
  'path',
  'bytes',
  'duration',
  'forwarded',
] as const
export type W3cRole = (typeof W3C_ROLES)[number]

/** More columns are no log's. */
const MOST_COLUMNS = 255

const NAMES: Readonly<Record<string, W3cRole>> = {
  'c-ip': 'address',
  date: 'date',
  time: 'time',
  'sc-status': 'status',
  'cs-method': 'method',
  'cs-uri-stem': 'path',
  'sc-bytes': 'bytes',
  'time-taken': 'duration',
}
/** What proxies say of the client: whole lists before single addresses, which a client may have set itself. */
const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip']

/** Which column of the lines behind a `#Fields:` serves for what. */
export class W3cFields {
  readonly count: number
  /** Of each column an index into W3C_ROLES; -1: not read. */
  readonly roles: Int8Array
  /** Written by CloudFront. */
  readonly isOfCloudFront: boolean
  readonly #names: readonly string[]

  private constructor(names: readonly string[]) {
    this.#names = names
    this.count = names.length
    this.roles = new Int8Array(names.length).fill(-1)
    this.isOfCloudFront = names.some((name) => /^x-edge-/i.test(name))
    const plain = names.map((name) => /^(?:cs\((.*)\)|(.*))$/.exec(name.toLowerCase().replaceAll('_', '-')))
    const known = plain.map((match) => match?.[1] ?? match?.[2] ?? '')
    for (const [column, name] of names.entries()) {
      const role = Object.hasOwn(NAMES, name.toLowerCase()) ? NAMES[name.toLowerCase()] : undefined
      if (role !== undefined) this.#set(column, role)
    }
    const uri = known.indexOf('cs-uri')
    if (uri >= 0) this.#set(uri, 'path')
    const forwarded = FORWARDED.map((name) => known.indexOf(name)).find((column) => column >= 0)
    if (forwarded !== undefined) this.#set(forwarded, 'forwarded')
  }

  /** The text behind `#Fields:`; null when it names no columns, or a client could begin a line with a `#` of its own. */
  static read(text: string): W3cFields | null {
    const names = text.split(/[ \t]+/).filter((name) => name !== '')
    if (names.length < 2 || names.length > MOST_COLUMNS || /^(?:cs|x)\b/i.test(names[0]!)) return null
    return new W3cFields(names)
  }

  has(role: W3cRole): boolean {
    return this.#column(role) >= 0
  }

  /** Which column serves for what, for people: one line. */
  get words(): string {
    const of = (role: W3cRole) => {
      const column = this.#column(role)
      return column < 0 ? 'missing' : `column ${column + 1}, ${this.#names[column]}`
    }
    const uses = [`address: ${of('address')}`, `time: ${of('date')}; clock: ${of('time')}`, `status: ${of('status')}`]
    for (const role of ['method', 'path', 'bytes', 'duration'] as const)
      if (this.has(role)) uses.push(`${role}: ${of(role)}`)
    if (this.has('forwarded')) uses.push(`client behind trusted_proxies: ${of('forwarded')}`)
    return uses.join('; ')
  }

  #column(role: W3cRole): number {
    return this.roles.indexOf(W3C_ROLES.indexOf(role))
  }

  /** Of columns with the same use the first one counts. */
  #set(column: number, role: W3cRole): void {
    if (!this.has(role)) this.roles[column] = W3C_ROLES.indexOf(role)
  }
}
