import type { FastifyInstance } from 'fastify'
import { LONGEST_AUTHOR, LONGEST_REASON } from '../../domain/control-order.ts'
import type { SiteDesk } from '../../domain/site-desk.ts'
import { line, object, ref } from '../schema-parts.ts'
import { answers, refuse } from './answers.ts'

const params = object({ id: { type: 'string', pattern: '^[0-9A-Za-z_-]{1,64}$', description: 'Id of an incident' } })
const body = object({
  author: line(LONGEST_AUTHOR, 'Who looked at it'),
  reason: line(LONGEST_REASON, 'What was found'),
})

export function incidentStoryRoutes(app: FastifyInstance, site: SiteDesk): void {
  app.get<{ Params: { id: string } }>(
    '/api/v1/incidents/:id',
    {
      schema: {
        summary: 'One incident: how it went, on what evidence, and what was done',
        params,
        response: answers(ref('IncidentStory')),
      },
    },
    async ({ params: { id } }, reply) => {
      const found = site.incident(id)
      if (found !== null) return found
      return reply.code(404).send({
        error: 'not-known',
        message: 'there is no such incident, or it is so old that it was forgotten',
        fix: 'Ask for an id that /api/v1/incidents shows.',
      })
    },
  )
  app.post<{ Params: { id: string }; Body: { author: string; reason: string } }>(
    '/api/v1/incidents/:id/acknowledgement',
    {
      schema: {
        summary: 'Say that a person looked at an incident; it stays open until it is over',
        params,
        body,
        response: answers(ref('Acknowledgement')),
      },
    },
    async ({ params: { id }, body: { author, reason } }, reply) => {
      const outcome = await site.acknowledge({ incident: id, author, reason })
      return outcome.outcome === 'refused' ? refuse(reply, outcome) : outcome.acknowledgement
    },
  )
}
