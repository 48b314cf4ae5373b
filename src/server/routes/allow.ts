import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../domain/control.ts'
import { allowTarget, LONGEST_ALLOW, LONGEST_AUTHOR, LONGEST_REASON } from '../../domain/control-order.ts'
import { SECOND } from '../../domain/units.ts'
import { line, list, network, object, ref, text } from '../schema-parts.ts'
import { answers, refuse } from './answers.ts'

const author = line(LONGEST_AUTHOR, 'Who orders it')
const target = network('Address or network; not everybody')
const done = object({ entry: ref('Allow'), lifted: list(text('An address whose ban ended by it')) })

interface AllowBody {
  readonly network: string
  readonly duration_s: number | null
  readonly author: string
  readonly comment: string
}

export function allowRoutes(app: FastifyInstance, desk: Desk): void {
  app.get(
    '/api/v1/allow',
    { schema: { summary: 'What is never banned by order of a person', response: answers(list(ref('Allow'))) } },
    async () => desk.allow.list(),
  )
  app.get<{ Querystring: { address: string } }>(
    '/api/v1/allow/check',
    {
      schema: {
        summary: 'Whether an address can be banned, and what protects it',
        querystring: object({ address: target }),
        response: answers(ref('AllowCheck')),
      },
    },
    async ({ query }) => desk.allow.check(allowTarget(query.address)),
  )
  app.post<{ Body: AllowBody }>(
    '/api/v1/allow',
    {
      schema: {
        summary: 'Never ban an address or a network; bans of it end',
        body: object({
          network: target,
          duration_s: {
            type: ['number', 'null'],
            minimum: 1,
            maximum: LONGEST_ALLOW / SECOND,
            description: 'null: until it is removed',
          },
          author,
          comment: line(LONGEST_REASON, 'Whose it is, or why'),
        }),
        response: answers(done, 201),
      },
    },
    async ({ body }, reply) => {
      const outcome = await desk.allow.add({
        network: allowTarget(body.network),
        duration: body.duration_s === null ? null : Math.round(body.duration_s * SECOND),
        author: body.author,
        comment: body.comment,
      })
      if (outcome.outcome === 'refused') return refuse(reply, outcome)
      return reply.code(201).send({ entry: outcome.entry, lifted: outcome.lifted })
    },
  )
  app.delete<{ Querystring: { network: string; author: string; reason: string } }>(
    '/api/v1/allow',
    {
      schema: {
        summary: 'Allow it no longer',
        querystring: object({ network: target, author, reason: line(LONGEST_REASON, 'Why, for the audit log') }),
        response: answers(done),
      },
    },
    async ({ query }, reply) => {
      const { author, reason } = query
      const outcome = await desk.allow.remove({ network: allowTarget(query.network), author, reason })
      if (outcome.outcome === 'refused') return refuse(reply, outcome)
      return { entry: outcome.entry, lifted: outcome.lifted }
    },
  )
}
