import type { FastifyInstance } from 'fastify'
import type { SiteDesk } from '../../domain/site-desk.ts'
import { object, ref } from '../schema-parts.ts'
import { answers } from './answers.ts'

const query = object(
  {
    since: {
      type: 'string',
      pattern: '^[0-9]{1,12}$',
      description: 'Id of the last frame that is known: its points go on there',
    },
  },
  ['since'],
)

export function frameRoutes(app: FastifyInstance, site: SiteDesk): void {
  app.get<{ Querystring: { since?: string } }>(
    '/api/v1/frame',
    {
      schema: {
        summary: 'All that an overview shows, for whoever cannot keep a stream open; ask each 3 s',
        querystring: query,
        response: answers(ref('SiteFrame')),
      },
    },
    async ({ query: { since } }) => (since === undefined ? site.frame() : site.frame(Number(since))),
  )
}
