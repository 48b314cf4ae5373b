import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../domain/control.ts'
import { banTarget } from '../../domain/control-order.ts'
import { object, ref } from '../schema-parts.ts'
import { answers } from './answers.ts'

/** Ids are hashes; what has a dot or a colon is an address. */
const ID = /^[0-9A-Za-z_-]{1,64}$/

export function explainRoutes(app: FastifyInstance, desk: Desk): void {
  app.get<{ Params: { subject: string } }>(
    '/api/v1/explain/:subject',
    {
      schema: {
        summary: 'All that is known of an address, a network, or the id of a ban or an incident',
        params: object({ subject: { type: 'string', minLength: 1, maxLength: 64 } }),
        response: answers(ref('Explanation')),
      },
    },
    async ({ params: { subject } }, reply) => {
      const found = desk.explain(ID.test(subject) ? subject : banTarget(subject))
      if (found !== null) return found
      return reply.code(404).send({
        error: 'not-known',
        message: 'nothing is stored about it: it was neither banned nor part of an incident, or that was forgotten',
        fix: 'Ask for an address, a network, or an id that bans list or incidents shows.',
      })
    },
  )
}
