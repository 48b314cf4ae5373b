import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../domain/control.ts'
import { answers } from './answers.ts'

export function liveRoutes(app: FastifyInstance, desk: Desk): void {
  app.get(
    '/api/v1/live/snapshot',
    {
      schema: {
        summary: 'All that the terminal view shows, as it is now; its form may change with each version',
        response: answers({ type: 'object', additionalProperties: true }),
      },
    },
    async () => desk.snapshot(),
  )
}
