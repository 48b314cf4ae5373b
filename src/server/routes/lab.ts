import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Refusal } from '../../domain/control.ts'
import { LONGEST_AUTHOR } from '../../domain/control-order.ts'
import { PROFILES } from '../../domain/profile.ts'
import type { ReplayJob, ReplayLab, ReplayOrder } from '../../domain/replay-lab.ts'
import { LAB_FILE, REPLAY_JOB } from '../lab-schemas.ts'
import { line, list, object, oneOf, yesNo } from '../schema-parts.ts'
import { answers, refuse } from './answers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body is handed on as a stream of bytes, and not read before. */
    takesBytes?: boolean
  }
}

const MOST_FILES = 64
/** Bytes; what is handed in altogether is limited by the lab. */
const LARGEST_UPLOAD = 256 * 1_024 * 1_024

const id = { type: 'string', minLength: 1, maxLength: 40, pattern: '^[0-9a-z-]+$' }
const byId = object({ id })

const orderBody = object({
  author: line(LONGEST_AUTHOR, 'Who orders it'),
  files: {
    ...list(id),
    ...{ minItems: 1, maxItems: MOST_FILES, description: 'Ids of files; parts of one log are put in order' },
  },
  profile: oneOf(PROFILES),
  options: {
    ...{ type: 'object', additionalProperties: true },
    description: 'Options of detection and bans as a configuration file holds them; empty: as configured now',
  },
})

export function labRoutes(app: FastifyInstance, lab: ReplayLab): void {
  app.get(
    '/api/v1/lab/files',
    {
      schema: { summary: 'Logs that may be played, and files that were handed in', response: answers(list(LAB_FILE)) },
    },
    async () => lab.files(),
  )
  uploadRoute(app, lab)
  app.delete<{ Params: { id: string } }>(
    '/api/v1/lab/files/:id',
    {
      schema: {
        summary: 'Remove a file that was handed in',
        params: byId,
        response: answers(object({ removed: yesNo() })),
      },
    },
    async ({ params }, reply) => (lab.discard(params.id) ? { removed: true } : refuse(reply, NO_FILE)),
  )
  app.get(
    '/api/v1/lab/replays',
    {
      schema: {
        summary: 'The last replays, the newest first; of their results the cost, without bans and incidents',
        response: answers(list(REPLAY_JOB)),
      },
    },
    async () => lab.jobs().map(withoutViews),
  )
  app.post<{ Body: ReplayOrder }>(
    '/api/v1/lab/replays',
    { schema: { summary: 'Play logs with other options', body: orderBody, response: answers(REPLAY_JOB, 202) } },
    async ({ body }, reply) => {
      const outcome = await lab.start(body)
      return 'outcome' in outcome ? refuse(reply, outcome) : reply.code(202).send(outcome)
    },
  )
  app.get<{ Params: { id: string } }>(
    '/api/v1/lab/replays/:id',
    { schema: { summary: 'One replay with its result', params: byId, response: answers(REPLAY_JOB) } },
    async ({ params }, reply) => lab.job(params.id) ?? refuse(reply, NO_JOB),
  )
  app.delete<{ Params: { id: string } }>(
    '/api/v1/lab/replays/:id',
    {
      schema: {
        summary: 'End a replay that waits or runs',
        params: byId,
        response: answers(object({ cancelled: yesNo() })),
      },
    },
    async ({ params }, reply) => (lab.cancel(params.id) ? { cancelled: true } : refuse(reply, NO_JOB)),
  )
}

const NO_FILE = notThere('there is no file of that id that was handed in', 'See /api/v1/lab/files for what there is.')
const NO_JOB = notThere('there is no such replay, or it has ended', 'See /api/v1/lab/replays for what there is.')

/** A body of bytes is understood here only: all other routes refuse it. */
function uploadRoute(app: FastifyInstance, lab: ReplayLab): void {
  app.addContentTypeParser('application/octet-stream', (request, body, done) => {
    if (request.routeOptions.config.takesBytes === true) done(null, body)
    else done(Object.assign(new Error('a body of bytes'), { statusCode: 415 }))
  })
  app.post<{ Querystring: { name: string }; Body: unknown }>(
    '/api/v1/lab/files',
    {
      config: { takesBytes: true },
      schema: {
        summary: 'Hand in a log, plain or packed with gzip; it is removed after a day',
        consumes: ['application/octet-stream'],
        querystring: object({
          name: { type: 'string', minLength: 1, maxLength: 255, description: 'What it is called' },
        }),
        response: answers(LAB_FILE, 201),
      },
    },
    async ({ query, body, headers }, reply) => {
      if (Number(headers['content-length'] ?? 0) > LARGEST_UPLOAD) return refuseUpload(reply, TOO_LARGE)
      if (!(body instanceof Readable)) return refuseUpload(reply, NO_BYTES)
      // The reader does not end the stream: then the client would be gone before it hears why.
      const outcome = await lab.upload(query.name, body.iterator({ destroyOnReturn: false }))
      return 'outcome' in outcome ? refuseUpload(reply, outcome) : reply.code(201).send(outcome)
    },
  )
}

const TOO_LARGE: Refusal = {
  ...{
    outcome: 'refused',
    code: 'upload-too-large',
    message: `a file may have ${LARGEST_UPLOAD >> 20} MiB, as it comes`,
  },
  fix: 'Pack it with gzip, hand in a part of it, or run breakwater replay where it lies.',
}

const NO_BYTES: Refusal = {
  ...{ outcome: 'refused', code: 'bad-order', message: 'there are no bytes of a file in the request' },
  fix: 'Send its bytes as application/octet-stream.',
}

/** The rest of the body is not read. */
function refuseUpload(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return refuse(reply.header('connection', 'close'), refusal)
}

function notThere(message: string, fix: string): Refusal {
  return { outcome: 'refused', code: 'no-such-file', message, fix }
}

function withoutViews(job: ReplayJob): ReplayJob {
  return job.result === null ? job : { ...job, result: { ...job.result, bans: [], incidents: [] } }
}
