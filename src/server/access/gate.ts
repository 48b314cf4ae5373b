import type { FastifyRequest } from 'fastify'
import type { ControlApp } from '../control-app.ts'
import type { Access, Who } from './access.ts'
import { type Denial, deny, SIGN_IN } from './denial.ts'
import type { HostList } from './host-list.ts'
import { isAtLeast, type Role } from './role.ts'
import { hasToken } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    who: Who
  }
  interface FastifyContextConfig {
    /** Who may ask, at least; left out: a viewer to read, an operator for all else. */
    role?: Role
    /** Needs no header token: it is asked before there is one. */
    isSignIn?: boolean
  }
}

/** Headers that a request may have; more are cut off by Node, and the request is refused. */
export const MOST_HEADERS = 100

export interface GateOptions {
  readonly access: Access
  readonly hosts: HostList
}

/** Lets nobody pass who is not meant: by name of the host, origin, role, and header token. Runs before a body is read. */
export function addGate(app: ControlApp, { access, hosts }: GateOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    const denial = strangerDenial(request, hosts, access)
    if (denial !== null) return deny(reply, denial)
    const who = access.who(request)
    if ('status' in who) return deny(reply, who)
    request.who = who
    const refused = roleDenial(request, who)
    return refused === null ? undefined : deny(reply, refused)
  })
  app.addHook('preValidation', async (request) => writeAuthor(request))
}

function isReading({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** What no page of ours would send. */
function strangerDenial(request: FastifyRequest, hosts: HostList, access: Access): Denial | null {
  const { headers, raw, socket } = request
  if (raw.rawHeaders.length > 2 * MOST_HEADERS)
    return refusal(431, 'too-many-headers', `more than ${MOST_HEADERS} headers`, 'Send fewer.')
  const { host = '', origin } = headers
  if (raw.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length > 1)
    return refusal(400, 'bad-request', 'the header Host stands there twice', 'Send it once.')
  if (!hosts.isHost(host, socket.localAddress))
    return refusal(
      403,
      'foreign-host',
      'this server is not known by the name in the Host header',
      'Set server.public_url to the address that browsers use; a proxy must pass the Host header on.',
    )
  const site = headers['sec-fetch-site']
  const isForeign =
    (origin !== undefined && !hosts.isOrigin(origin, host)) ||
    (site === 'cross-site' && (!isReading(request) || headers['sec-fetch-mode'] !== 'navigate')) ||
    (site === 'same-site' && !isReading(request))
  if (isForeign)
    return refusal(
      403,
      'foreign-origin',
      'a page of another site asked for this',
      'Open the dashboard itself; set server.public_url to the address that browsers use.',
    )
  if (!access.hasCredential && isProxied(request))
    return refusal(
      403,
      'no-credential',
      'this came through a proxy, and whoever reaches that would see everything',
      'Set server.public_url and server.password, or tunnel with ssh instead.',
    )
  return null
}

/** No browser speaks HTTP/1.0, and nginx by default does. */
function isProxied({ headers, raw }: FastifyRequest): boolean {
  const names = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via']
  return raw.httpVersion === '1.0' || names.some((name) => headers[name] !== undefined)
}

function roleDenial(request: FastifyRequest, who: Who): Denial | null {
  if (request.is404) return null
  const { role: needed = isReading(request) ? 'viewer' : 'operator', isSignIn } = request.routeOptions.config
  if (!isAtLeast(who.role, needed)) return SIGN_IN
  if (isReading(request) || isSignIn === true || who.session === null) return null
  if (hasToken(who.session, request.headers['x-breakwater-token'])) return null
  return refusal(
    403,
    'no-token',
    'the header x-breakwater-token is missing or is not that of this session',
    'Read it from GET /api/v1/session and send it along.',
  )
}

/** Orders are written down under the name of who signed in, whatever they say. */
function writeAuthor({ who, body, query, routeOptions }: FastifyRequest): void {
  if (who.name === null) return
  const schema = routeOptions.schema as Readonly<Record<'body' | 'querystring', unknown>> | undefined
  if (hasAuthor(schema?.body) && isRecord(body)) body.author = who.name
  if (hasAuthor(schema?.querystring) && isRecord(query)) query.author = who.name
}

function hasAuthor(schema: unknown): boolean {
  return isRecord(schema) && isRecord(schema.properties) && schema.properties.author !== undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refusal(status: Denial['status'], error: string, message: string, fix: string): Denial {
  return { status, error, message, fix }
}
