import type { FastifyRequest } from 'fastify'
import { SECOND } from '../../domain/units.ts'
import type { Clock } from '../../lib/clock.ts'
import type { IpAddress } from '../../lib/ip-address.ts'
import { Allowance } from './allowance.ts'
import { type ClientAddress, clientAddress } from './client-address.ts'
import { sessionIds } from './cookie.ts'
import { type Denial, locked, WRONG } from './denial.ts'
import { Lockout } from './lockout.ts'
import { PasswordCheck } from './password.ts'
import type { Role } from './role.ts'
import { digest, isSecret } from './secret.ts'
import { type Session, Sessions } from './sessions.ts'
import type { SignInCodes } from './sign-in-codes.ts'

/** Who asks, and from where. */
export interface Who {
  readonly role: Role
  /** Under which orders are written down; null: nobody signed in. */
  readonly name: string | null
  /** null: a script with an access token, the control socket, or nobody. */
  readonly session: Session | null
  /** null: over the control socket. */
  readonly address: ClientAddress | null
}

/** Whoever may open the control socket is an operator. */
export const LOCAL: Who = { role: 'operator', name: null, session: null, address: null }

export const WAYS = ['password', 'token', 'link'] as const
export type Way = (typeof WAYS)[number]

export interface AccessOptions {
  readonly clock: Clock
  /** A password, or the hash of one; null: nobody signs in by password. */
  readonly password: string | null
  readonly token: string | null
  /** Whoever has not signed in sees the page for everybody. */
  readonly isPublic: boolean
  /** Proxies that are believed when they say who their client is. */
  readonly isTrusted: (address: IpAddress) => boolean
  readonly codes: SignInCodes
  /** Canonical text of the address of somebody who signed in. */
  readonly onSignIn: (address: string) => void
}

/** What a person signs in by; the first that is given counts. */
export interface Credential {
  readonly name?: string
  readonly password?: string
  readonly secret?: string
  readonly code?: string
}

/** Password tries of all clients together: a core is busy for a fifth of a second with each. */
const TRIES = { atOnce: 10, perSecond: 2 }
const NAMELESS = 'dashboard'
const SCRIPT = 'access token'

/** Tells who asks, and signs people in. */
export class Access {
  readonly sessions: Sessions
  readonly ways: readonly Way[]
  /** Of whoever shows no credential. */
  readonly anonymous: Role
  readonly #options: AccessOptions
  readonly #lockout: Lockout
  readonly #allowance: Allowance
  readonly #password: PasswordCheck | null
  readonly #token: Buffer | null

  constructor(options: AccessOptions) {
    const { clock, password, token, isPublic } = options
    this.#options = options
    this.sessions = new Sessions(clock)
    this.#lockout = new Lockout(clock)
    this.#allowance = new Allowance(clock, TRIES)
    this.#password = password === null ? null : new PasswordCheck(password)
    this.#token = token === null ? null : digest(token)
    this.ways = WAYS.filter((way) => way === 'link' || options[way] !== null)
    this.anonymous = !this.hasCredential ? 'viewer' : isPublic ? 'public' : 'nobody'
  }

  get hasCredential(): boolean {
    return this.#password !== null || this.#token !== null
  }

  /** A wrong access token is denied also where none is needed. */
  who({ headers, socket }: FastifyRequest): Who | Denial {
    const forwarded = headers['x-forwarded-for']
    const address = clientAddress(socket.remoteAddress, forwarded?.toString(), this.#options.isTrusted)
    const [, secret] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? []
    if (secret !== undefined) {
      const denial = this.#checkToken(secret, address)
      return denial ?? { role: 'operator', name: SCRIPT, session: null, address }
    }
    for (const id of sessionIds(headers.cookie)) {
      const session = this.sessions.find(id)
      if (session !== null) return { role: 'operator', name: session.name, session, address }
    }
    return { role: this.anonymous, name: null, session: null, address }
  }

  /** The id goes into the cookie. */
  async signIn(given: Credential, address: ClientAddress): Promise<{ id: string; session: Session } | Denial> {
    const name = await this.#nameOf(given, address)
    if (typeof name !== 'string') return name
    this.#options.onSignIn(address.text)
    return this.sessions.open(name)
  }

  async #nameOf({ name, password, secret, code }: Credential, address: ClientAddress): Promise<string | Denial> {
    // A code cannot be guessed, and is the way in for whom guesses of others have locked out.
    if (code !== undefined) {
      const made = this.#options.codes.take(code)
      return made === null ? { ...WRONG, message: 'the link was used, or is older than two minutes' } : (name ?? made)
    }
    const denial =
      password !== undefined ? await this.#checkPassword(password, address) : this.#checkToken(secret ?? '', address)
    return denial ?? name ?? NAMELESS
  }

  #checkToken(secret: string, { key }: ClientAddress): Denial | null {
    const wait = this.#lockout.attempt(key)
    if (wait > 0) return locked(wait)
    const isRight = isSecret(secret, this.#token ?? digest('')) && this.#token !== null
    if (!isRight) return WRONG
    this.#lockout.succeed(key)
    return null
  }

  async #checkPassword(password: string, { key }: ClientAddress): Promise<Denial | null> {
    const wait = this.#lockout.attempt(key) || (this.#password === null ? 0 : this.#allowance.take())
    if (wait > 0) return locked(wait)
    const isRight = this.#password === null ? false : await this.#password.check(password)
    if (isRight === null) return locked(SECOND)
    if (!isRight) return WRONG
    this.#lockout.succeed(key)
    return null
  }
}
