import type { FastifyReply } from 'fastify'
import { type Milliseconds, SECOND } from '../../domain/units.ts'

/** Why a request is not answered. */
export interface Denial {
  readonly status: 400 | 401 | 403 | 429 | 431 | 503
  readonly error: string
  readonly message: string
  readonly fix: string
  /** When to try again. */
  readonly after?: Milliseconds
}

/** A body that may follow is not read. */
export function deny(reply: FastifyReply, { status, error, message, fix, after }: Denial): FastifyReply {
  if (after !== undefined) reply.header('retry-after', String(Math.ceil(after / SECOND)))
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="breakwater"')
  if (reply.request.method !== 'GET' && reply.request.method !== 'HEAD') reply.header('connection', 'close')
  return reply.code(status).send({ error, message, fix })
}

export const SIGN_IN: Denial = {
  status: 401,
  error: 'sign-in',
  message: 'this is shown to whoever has signed in',
  fix: 'Sign in on the dashboard, or send an access token: Authorization: Bearer TOKEN.',
}

export const WRONG: Denial = {
  status: 401,
  error: 'wrong-credential',
  message: 'that is not right',
  fix: 'Try again, or ask `breakwater dashboard` on the server for a link that signs you in.',
}

export function locked(after: Milliseconds): Denial {
  return {
    status: 429,
    error: 'too-many-tries',
    message: `too many wrong tries; the next one is taken in ${Math.ceil(after / SECOND)} s`,
    fix: 'Wait, or ask `breakwater dashboard` on the server for a link that signs you in.',
    after,
  }
}
