import type { FastifyReply } from 'fastify'
import { LONGEST_AUTHOR } from '../../domain/control-order.ts'
import { type Access, type Credential, WAYS, type Who } from '../access/access.ts'
import { sessionCookie } from '../access/cookie.ts'
import { deny } from '../access/denial.ts'
import { isAtLeast, ROLES } from '../access/role.ts'
import type { ControlApp } from '../control-app.ts'
import { line, list, object, oneOf, orNull, text } from '../schema-parts.ts'
import { answers } from './answers.ts'

const view = object({
  role: oneOf(ROLES),
  name: orNull(text('Under which orders are written down')),
  token: orNull(text('For the header x-breakwater-token of requests that change something')),
  ways: list(oneOf(WAYS)),
  version: orNull(text('null: for whoever may read')),
})

const credential = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: line(LONGEST_AUTHOR, 'Who signs in; orders are written down under it'),
    password: { type: 'string', minLength: 1, maxLength: 1_024 },
    secret: { type: 'string', minLength: 1, maxLength: 1_024, description: 'The access token' },
    code: { type: 'string', minLength: 1, maxLength: 64, description: 'Of a link that breakwater dashboard printed' },
  },
  oneOf: [{ required: ['password'] }, { required: ['secret'] }, { required: ['code'] }],
}

export interface SessionRouteOptions {
  readonly access: Access
  readonly version: string
  /** The cookie is sent over TLS only. */
  readonly isSecure: boolean
}

/** Who one is, signing in, and signing out. */
export function sessionRoutes(app: ControlApp, { access, version, isSecure }: SessionRouteOptions): void {
  const viewOf = ({ role, name, session }: Pick<Who, 'role' | 'name' | 'session'>) => ({
    ...{ role, name, token: session?.token ?? null, ways: access.ways },
    version: isAtLeast(role, 'viewer') ? version : null,
  })
  const setCookie = (reply: FastifyReply, id: string | null) => reply.header('set-cookie', sessionCookie(id, isSecure))
  app.get(
    '/api/v1/session',
    { config: { role: 'nobody' }, schema: { summary: 'Who one is, and how to sign in', response: answers(view) } },
    async ({ who }) => viewOf(who),
  )
  app.post<{ Body: Credential }>(
    '/api/v1/session',
    {
      config: { role: 'nobody', isSignIn: true },
      schema: { summary: 'Sign in; sets the cookie of the session', body: credential, response: answers(view) },
    },
    async ({ who, body }, reply) => {
      const opened = await access.signIn(body, who.address!)
      if ('status' in opened) return deny(reply, opened)
      if (who.session !== null) access.sessions.end(who.session)
      setCookie(reply, opened.id)
      return viewOf({ role: 'operator', name: opened.session.name, session: opened.session })
    },
  )
  app.delete(
    '/api/v1/session',
    { config: { role: 'nobody' }, schema: { summary: 'Sign out', response: answers(view) } },
    async ({ who }, reply) => {
      if (who.session !== null) access.sessions.end(who.session)
      setCookie(reply, null)
      return viewOf({ role: access.anonymous, name: null, session: null })
    },
  )
}
