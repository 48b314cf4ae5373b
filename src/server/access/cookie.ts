import { SECOND } from '../../domain/units.ts'
import { LONGEST_SESSION } from './sessions.ts'

const NAME = 'breakwater_session'
/** A session's id: 22 characters of base64url. */
const VALUE = /(?:^|;)[ \t]*breakwater_session=([\w-]{22})[ \t]*(?=;|$)/g

/** The ids of sessions in a Cookie header, at most two: a cookie of a wider domain may stand beside ours. */
export function sessionIds(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(VALUE)].slice(0, 2).map(([, id]) => id!)
}

/** Set-Cookie for a session; null ends it. `isSecure`: sent over TLS only. */
export function sessionCookie(id: string | null, isSecure: boolean): string {
  const age = id === null ? 0 : LONGEST_SESSION / SECOND
  return `${NAME}=${id ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
}
