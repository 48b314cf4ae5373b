import type { FastifyInstance } from 'fastify'
import { BAN_STATES, type BanState, type Desk } from '../../domain/control.ts'
import { banTarget, LONGEST_AUTHOR, LONGEST_BAN, LONGEST_REASON, SHORTEST_BAN } from '../../domain/control-order.ts'
import { SECOND } from '../../domain/units.ts'
import { line, list, network, number, object, oneOf, queryCount, querySwitch, ref, yesNo } from '../schema-parts.ts'
import { answers, refuse } from './answers.ts'

/** Bans that are listed when nobody says how many. */
const USUAL = 1_000

const author = line(LONGEST_AUTHOR, 'Who orders it')
const reason = line(LONGEST_REASON, 'Why, for the audit log')
const address = network('IPv4 address, IPv6 address (stands for its /64), or a network up to /24 and /48')

const banBody = object({
  address,
  duration_s: {
    type: ['number', 'null'],
    minimum: SHORTEST_BAN / SECOND,
    maximum: LONGEST_BAN / SECOND,
    description: 'null: permanent',
  },
  author,
  reason,
})

interface BanBody {
  readonly address: string
  readonly duration_s: number | null
  readonly author: string
  readonly reason: string
}

export function banRoutes(app: FastifyInstance, desk: Desk): void {
  app.get<{ Querystring: { state?: BanState; address?: string; limit?: string } }>(
    '/api/v1/bans',
    {
      schema: {
        summary: 'Bans that have not ended, the newest first',
        querystring: object({ state: oneOf(BAN_STATES), address, limit: queryCount }, ['state', 'address', 'limit']),
        response: answers(object({ bans: list(ref('Ban')), total: number('How many match, given or not') })),
      },
    },
    async ({ query }) =>
      desk.bans({
        limit: query.limit === undefined ? USUAL : Number(query.limit),
        ...(query.state !== undefined && { state: query.state }),
        ...(query.address !== undefined && { address: banTarget(query.address) }),
      }),
  )
  app.get(
    '/api/v1/bans/review',
    { schema: { summary: 'Permanent bans, the next to be reviewed first', response: answers(list(ref('Ban'))) } },
    async () => desk.review(),
  )
  app.post<{ Body: BanBody }>(
    '/api/v1/bans',
    {
      schema: {
        summary: 'Ban an address or a network; what is banned already gets the new length and reason',
        body: banBody,
        response: answers(ref('Ban'), 201),
      },
    },
    async ({ body }, reply) => {
      const outcome = await desk.ban({
        address: banTarget(body.address),
        duration: body.duration_s === null ? null : Math.round(body.duration_s * SECOND),
        author: body.author,
        reason: body.reason,
      })
      return outcome.outcome === 'refused' ? refuse(reply, outcome) : reply.code(201).send(outcome.ban)
    },
  )
  app.delete<{ Querystring: { address: string; author: string; reason: string; forgive?: string } }>(
    '/api/v1/bans',
    {
      schema: {
        summary: 'End a ban; the offence is kept unless it is forgiven',
        querystring: object({ address, author, reason, forgive: querySwitch }, ['forgive']),
        response: answers(
          object({ ban: ref('Ban'), state: oneOf(['lifted', 'pending', 'failed']), forgiven: yesNo() }),
        ),
      },
    },
    async ({ query }, reply) => {
      const outcome = await desk.lift({
        address: banTarget(query.address),
        author: query.author,
        reason: query.reason,
        forgive: query.forgive === 'true',
      })
      if (outcome.outcome === 'refused') return refuse(reply, outcome)
      return { ban: outcome.ban, state: outcome.state, forgiven: outcome.forgiven }
    },
  )
}
