import type { FastifyInstance } from 'fastify'
import { LONGEST_AUTHOR, LONGEST_REASON } from '../../domain/control-order.ts'
import { ENFORCEMENT_MODES } from '../../domain/enforcement.ts'
import type { ModeOrder, SiteDesk } from '../../domain/site-desk.ts'
import { line, object, oneOf, ref } from '../schema-parts.ts'
import { answers, refuse } from './answers.ts'

const body = object({
  enforce: oneOf(ENFORCEMENT_MODES),
  author: line(LONGEST_AUTHOR, 'Who orders it'),
  reason: line(LONGEST_REASON, 'Why, for the audit log'),
})

export function modeRoutes(app: FastifyInstance, site: SiteDesk): void {
  app.put<{ Body: ModeOrder }>(
    '/api/v1/mode',
    {
      schema: {
        summary: 'How bans are enforced from now on; off: observing. The configuration holds again after a restart',
        body,
        response: answers(ref('Mode')),
      },
    },
    async ({ body: { enforce, author, reason } }, reply) => {
      const outcome = await site.setMode({ enforce, author, reason })
      if (outcome.outcome === 'refused') return refuse(reply, outcome)
      const { configured, enforcement, warning } = outcome
      return { enforce: outcome.enforce, configured, enforcement, warning }
    },
  )
}
