import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../domain/control.ts'
import { ref } from '../schema-parts.ts'
import { answers } from './answers.ts'

export function statusRoutes(app: FastifyInstance, desk: Desk): void {
  const schema = { summary: 'How the daemon is', response: answers(ref('Status')) }
  app.get('/api/v1/status', { schema }, async () => desk.status())
}
