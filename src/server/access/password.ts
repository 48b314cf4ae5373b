import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** 16 MiB and about 0.2 s a try; OWASP names these parameters among its equals (2^14, 8, 5). */
const COST = { log2n: 14, r: 8, p: 5 }
const SALT_BYTES = 16
const HASH_BYTES = 32
/** Tries that may wait for the one that is being checked. */
const MOST_WAITING = 4
const FORM = /^scrypt:(\d{1,2}):(\d{1,2}):(\d{1,2}):([\w-]{22,86}):([\w-]{43,86})$/

interface PasswordHash {
  readonly salt: Buffer
  readonly hash: Buffer
  readonly options: ScryptOptions
}

/** `scrypt:14:8:5:SALT:HASH`, salt and hash in base64url: what a configuration may hold in place of the password. */
export async function hashPassword(password: string): Promise<string> {
  const { log2n, r, p } = COST
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, salt, HASH_BYTES, optionsOf(log2n, r, p))
  return `scrypt:${log2n}:${r}:${p}:${salt.toString('base64url')}:${hash.toString('base64url')}`
}

/** What `hashPassword` wrote; null for any other text, and for costs below 2^13, 8, 1 or above 128 MiB or a count of 16. */
export function parsePasswordHash(text: string): PasswordHash | null {
  const [, log2n, r, p, salt, hash] = FORM.exec(text) ?? []
  if (log2n === undefined) return null
  const [n, block, parallel] = [Number(log2n), Number(r), Number(p)]
  if (n < 13 || n > 17 || block !== 8 || parallel < 1 || parallel > 16) return null
  return {
    salt: Buffer.from(salt!, 'base64url'),
    hash: Buffer.from(hash!, 'base64url'),
    options: optionsOf(n, block, parallel),
  }
}

function optionsOf(log2n: number, r: number, p: number): ScryptOptions {
  return { N: 2 ** log2n, r, p, maxmem: 2 * 128 * 2 ** log2n * r }
}

function derive(password: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, length, options, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    )
  })
}

/** The password of the operators: one try is checked at a time, outside the event loop. */
export class PasswordCheck {
  readonly #hash: Promise<PasswordHash>
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  /** A password, or what `hashPassword` made of one; a password is not kept as it is. */
  constructor(configured: string) {
    const known = parsePasswordHash(configured)
    this.#hash =
      known === null ? hashPassword(configured).then((text) => parsePasswordHash(text)!) : Promise.resolve(known)
  }

  /** null: too many wait already. Takes the same time for whatever is wrong. */
  async check(password: string): Promise<boolean | null> {
    if (this.#waiting > MOST_WAITING) return null
    this.#waiting++
    const checked = this.#last.then(async () => {
      const { salt, hash, options } = await this.#hash
      return timingSafeEqual(await derive(password, salt, hash.length, options), hash)
    })
    this.#last = checked.catch(() => {})
    return checked.finally(() => this.#waiting--)
  }
}
