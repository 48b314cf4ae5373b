import swagger from '@fastify/swagger'
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import type { Desk } from '../domain/control.ts'
import { UsageError } from '../domain/errors.ts'
import type { MetricsReader } from '../domain/metric-family.ts'
import type { ReplayLab } from '../domain/replay-lab.ts'
import type { SignInLinks } from '../domain/sign-in-links.ts'
import type { SiteDesk } from '../domain/site-desk.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { LOCAL, type Who } from './access/access.ts'
import { limitBodies } from './body-timeout.ts'
import { depthTrouble, hasTwice } from './json-body.ts'
import { LiveFrames } from './live-frames.ts'
import { LiveHub } from './live-hub.ts'
import { problemOf } from './problem.ts'
import { addressRoutes } from './routes/addresses.ts'
import { allowRoutes } from './routes/allow.ts'
import { auditRoutes } from './routes/audit.ts'
import { banRoutes } from './routes/bans.ts'
import { baselineRoutes } from './routes/baselines.ts'
import { endedBanRoutes } from './routes/ended-bans.ts'
import { explainRoutes } from './routes/explain.ts'
import { frameRoutes } from './routes/frame.ts'
import { healthRoutes } from './routes/health.ts'
import { incidentStoryRoutes } from './routes/incident-story.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { labRoutes } from './routes/lab.ts'
import { liveRoutes } from './routes/live.ts'
import { metricRoutes } from './routes/metrics.ts'
import { metricsTextRoutes } from './routes/metrics-text.ts'
import { modeRoutes } from './routes/mode.ts'
import { reloadRoutes } from './routes/reload.ts'
import { settingRoutes } from './routes/settings.ts'
import { signInCodeRoutes } from './routes/sign-in-codes.ts'
import { sourceRoutes } from './routes/sources.ts'
import { statusRoutes } from './routes/status.ts'
import { streamRoutes } from './routes/stream.ts'
import { trafficRoutes } from './routes/traffic.ts'
import { SITE_SCHEMAS } from './site-schemas.ts'
import { VIEW_SCHEMAS } from './view-schemas.ts'

const BODY_LIMIT = 64 * 1_024
/** Milliseconds in which headers, and then a body that is wanted whole, must have come in; for a file; and that a connection may be idle. */
const REQUEST_TIMEOUT = 10_000
const UPLOAD_TIMEOUT = 600_000
const IDLE = 30_000
/** Milliseconds between two looks for requests that take too long. */
const CHECK_EVERY = 1_000
/** Bytes of the line and the headers of a request. */
const LARGEST_HEAD = 16 * 1_024

const HEAD_STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

export type ControlApp = FastifyInstance

export interface ControlOptions {
  readonly version: string
  /** Told of faults of the program behind an answer 500. */
  readonly onFault: (error: Error) => void
  /** Left out: its routes are not there. */
  readonly site?: SiteDesk
  readonly lab?: ReplayLab
  readonly metrics?: MetricsReader
  /** Of the stream; left out: that of the system. */
  readonly clock?: Clock
  /** What everybody may know the site by. */
  readonly publicName?: string
  /** Links that sign in, for the control socket only; they may come to be later than this. */
  readonly links?: () => SignInLinks | null
  /** Set on every answer. */
  readonly headers?: Readonly<Record<string, string>>
  /** Tells with each request who asks, and refuses who may not; left out: everybody is an operator, as on the control socket. */
  readonly gate?: (app: ControlApp) => void
  /** Called once a second while anybody listens to the stream. */
  readonly onTick?: () => void
}

/** All routes over one desk, without a listener: who listens adds it, and what else is needed there, such as a login. */
export async function controlApp(desk: Desk, options: ControlOptions): Promise<ControlApp> {
  const { version, onFault, site, lab, links, metrics, gate, headers = {} } = options
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: UPLOAD_TIMEOUT,
    connectionTimeout: IDLE,
    keepAliveTimeout: IDLE,
    forceCloseConnections: true,
    http: { headersTimeout: REQUEST_TIMEOUT, maxHeaderSize: LARGEST_HEAD, connectionsCheckingInterval: CHECK_EVERY },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 200 },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allowUnionTypes: true } },
    frameworkErrors: (error, _request, reply) => {
      const [status, view] = problemOf(error, onFault)
      return (reply as FastifyReply).headers(headers).code(status).send(view)
    },
    clientErrorHandler: ({ code }, socket) => {
      const status = HEAD_STATUS[code] ?? '400 Bad Request'
      if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      // One that does not read what it is told keeps nothing open.
      socket.destroySoon()
    },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const trouble = depthTrouble(body as string)
    if (trouble !== null) return done(new UsageError(trouble, 'Send a flat object.'))
    app.getDefaultJsonParser('error', 'error')(request, body as string, (error, value) => {
      const isTwofold = error === null && isObject(value) && hasTwice(body as string, value)
      done(isTwofold ? new UsageError('the body names a member twice', 'Name each once.') : error, value)
    })
  })
  limitBodies(app, REQUEST_TIMEOUT)
  app.decorateRequest('who', null as unknown as Who)
  app.addHook('onRequest', async (request, reply) => {
    if (gate === undefined) request.who = LOCAL
    reply.headers({ ...headers, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    if (request.headers.upgrade !== undefined)
      throw new UsageError('connections are not upgraded here', 'Send a plain HTTP request.')
  })
  gate?.(app)
  app.setErrorHandler((error: Parameters<typeof problemOf>[0], _request, reply) => {
    const [status, view] = problemOf(error, onFault)
    return reply.code(status).send(view)
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({
      error: 'no-such-route',
      message: 'there is nothing here',
      fix: 'See /api/v1/openapi.json for what there is.',
    }),
  )
  for (const schema of [...VIEW_SCHEMAS, ...(site === undefined ? [] : SITE_SCHEMAS)]) app.addSchema(schema)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Breakwater',
        version,
        description: 'Times are ISO 8601 in UTC; units stand in the names. Texts may come from a log: escape them.',
      },
    },
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
  })
  app.get('/api/v1/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  for (const routes of ROUTES) routes(app, desk)
  if (site !== undefined) {
    for (const routes of SITE_ROUTES) routes(app, site)
    addStream(app, site, options)
  }
  if (lab !== undefined) for (const routes of LAB_ROUTES) routes(app, lab)
  if (metrics !== undefined) metricsTextRoutes(app, desk, metrics)
  if (links !== undefined) signInCodeRoutes(app, links)
  return app
}

function addStream(app: ControlApp, site: SiteDesk, options: ControlOptions): void {
  const { clock = systemClock, onFault, onTick, publicName = 'This site' } = options
  const frames = new LiveFrames(site, clock, publicName)
  const hub = new LiveHub({ frames, clock, onFault, ...(onTick && { onTick }) })
  app.addHook('preClose', async () => hub.close())
  streamRoutes(app, { hub, frames })
}

const ROUTES = [
  healthRoutes,
  statusRoutes,
  baselineRoutes,
  banRoutes,
  allowRoutes,
  addressRoutes,
  incidentRoutes,
  explainRoutes,
  liveRoutes,
  reloadRoutes,
] as const

const SITE_ROUTES: readonly ((app: ControlApp, site: SiteDesk) => void)[] = [
  frameRoutes,
  metricRoutes,
  trafficRoutes,
  sourceRoutes,
  incidentStoryRoutes,
  endedBanRoutes,
  auditRoutes,
  modeRoutes,
  settingRoutes,
]
const LAB_ROUTES: readonly ((app: ControlApp, lab: ReplayLab) => void)[] = [labRoutes]

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
