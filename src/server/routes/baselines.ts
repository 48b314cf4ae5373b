import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../domain/control.ts'
import { ref } from '../schema-parts.ts'
import { answers } from './answers.ts'

export function baselineRoutes(app: FastifyInstance, desk: Desk): void {
  app.get(
    '/api/v1/baselines',
    { schema: { summary: 'What is normal now; null while it is learned', response: answers(ref('Baselines')) } },
    async () => desk.status().baselines,
  )
}
