import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../domain/control.ts'
import { LONGEST_AUTHOR } from '../../domain/control-order.ts'
import { line, list, object, text } from '../schema-parts.ts'
import { answers, refuse } from './answers.ts'

export function reloadRoutes(app: FastifyInstance, desk: Desk): void {
  app.post<{ Body: { author: string } }>(
    '/api/v1/reload',
    {
      schema: {
        summary: 'Read the configuration again; when it is wrong, nothing changes',
        body: object({ author: line(LONGEST_AUTHOR, 'Who orders it') }),
        response: answers(object({ changed: list(text('An option')), needs_restart: list(text('An option')) })),
      },
    },
    async ({ body }, reply) => {
      const outcome = await desk.reload(body.author)
      if (outcome.outcome === 'refused') return refuse(reply, outcome)
      return { changed: outcome.changed, needs_restart: outcome.needs_restart }
    },
  )
}
