import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../domain/control.ts'
import { banTarget, LONGEST_AUTHOR, LONGEST_REASON } from '../../domain/control-order.ts'
import { line, list, network, number, object, querySwitch, text, yesNo } from '../schema-parts.ts'
import { answers, refuse } from './answers.ts'

const query = object(
  {
    address: network('IPv4 address, IPv6 address (stands for its /64), or a network by its own text'),
    author: line(LONGEST_AUTHOR, 'Who orders it'),
    reason: line(LONGEST_REASON, 'Why, for the audit log, where the address is left out'),
    lift: querySwitch,
  },
  ['lift'],
)

const forgotten = object({
  lifted: yesNo('Whether a ban was ended for it'),
  removed: number('Rows of the state database about it'),
  redacted: number('Rows about others in which its mention was replaced'),
  audit_lines: number('Lines of the audit log that were removed or changed'),
  copies: list(text('Path of a damaged database that was set aside: it may hold it')),
  troubles: list(text('What could not be done')),
})

export function addressRoutes(app: FastifyInstance, desk: Desk): void {
  app.delete<{ Querystring: { address: string; author: string; reason: string; lift?: string } }>(
    '/api/v1/addresses',
    {
      schema: {
        summary: 'Remove every trace of an address; what is banned is refused unless its ban is lifted by this',
        querystring: query,
        response: answers(forgotten),
      },
    },
    async ({ query: { address, author, reason, lift } }, reply) => {
      const outcome = await desk.forget({ address: banTarget(address), author, reason, lift: lift === 'true' })
      if (outcome.outcome === 'refused') return refuse(reply, outcome)
      const { lifted, removed, redacted, audit_lines, copies, troubles } = outcome
      return { lifted, removed, redacted, audit_lines, copies, troubles }
    },
  )
}
