import type { FastifyInstance } from 'fastify'
import type { SiteDesk } from '../../domain/site-desk.ts'
import { list, ref } from '../schema-parts.ts'
import { answers } from './answers.ts'

export function settingRoutes(app: FastifyInstance, site: SiteDesk): void {
  app.get(
    '/api/v1/settings',
    { schema: { summary: 'Each option that is in effect; no secrets', response: answers(list(ref('Setting'))) } },
    async () => site.settings(),
  )
}
