import type { FastifyRequest } from 'fastify'
import type { EpochSeconds } from '../../domain/units.ts'
import { deny } from '../access/denial.ts'
import { isAtLeast } from '../access/role.ts'
import type { ControlApp } from '../control-app.ts'
import type { Audience, LiveFrames } from '../live-frames.ts'
import type { LiveHub } from '../live-hub.ts'
import { object } from '../schema-parts.ts'
import { answers } from './answers.ts'

/** Ids are whole seconds. */
const ID = /^\d{1,12}$/
const query = object(
  {
    since: { type: 'string', maxLength: 20, description: 'Id of the last frame that is known: its points go on there' },
  },
  ['since'],
)
const anything = { type: 'object', additionalProperties: true }

/** What happens at the site, as it happens, and the page for everybody. */
export function streamRoutes(app: ControlApp, { hub, frames }: { hub: LiveHub; frames: LiveFrames }): void {
  app.get<{ Querystring: { since?: string } }>(
    '/api/v1/live',
    {
      // A HEAD would be answered without an end.
      exposeHeadRoute: false,
      config: { role: 'public' },
      schema: {
        summary: 'Server-sent events: a frame a second; an event public for whoever has not signed in',
        description:
          'Goes on after the id in Last-Event-ID, or in the query. Points may repeat a second that is known.',
        querystring: query,
      },
    },
    async (request, reply) => {
      const { who, headers } = request
      const [audience, client] = [audienceOf(request), who.address?.key ?? null]
      const refusal = hub.refusal(audience, client)
      if (refusal !== null) return deny(reply, refusal)
      reply.hijack()
      const last = headers['last-event-id']
      const since = idOf(typeof last === 'string' ? last : undefined) ?? idOf(request.query.since)
      const stream = hub.open(reply.raw, since, { audience, client, headers: reply.getHeaders() })
      stream.onClose(who.session?.onEnd(() => stream.end()) ?? (() => {}))
      return reply
    },
  )
  app.get<{ Querystring: { since?: string } }>(
    '/api/v1/public',
    {
      config: { role: 'public' },
      schema: {
        summary: 'What everybody may see: no address in full, no limit, no evidence',
        querystring: query,
        response: answers(anything),
      },
    },
    async ({ query: { since } }, reply) => {
      const id = idOf(since)
      const frame = (id === null ? null : frames.after(id)) ?? frames.newest()
      return reply.type('application/json; charset=utf-8').serializer(String).send(frame.json('public'))
    },
  )
}

function audienceOf({ who }: FastifyRequest): Audience {
  return isAtLeast(who.role, 'viewer') ? 'site' : 'public'
}

function idOf(text: string | undefined): EpochSeconds | null {
  return text !== undefined && ID.test(text) ? Number(text) : null
}
