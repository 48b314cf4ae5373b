import type { FastifyInstance } from 'fastify'
import { BAN_STATES, type BanState, type Desk, MOST_BANS } from '../../domain/control.ts'
import { banTarget, LONGEST_AUTHOR, LONGEST_BAN, LONGEST_REASON, SHORTEST_BAN } from '../../domain/control-order.ts'
import { SECOND } from '../../domain/units.ts'
import {
  line,
  list,
  network,
  number,
  object,
  oneOf,
  orNothing,
  orNull,
  queryNumber,
  querySwitch,
  ref,
  text,
  yesNo,
} from '../schema-parts.ts'
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

interface ListQuery {
  readonly state?: BanState
  readonly address?: string
  readonly limit?: string
  readonly offset?: string
}

const listQuery = object(
  {
    state: oneOf(BAN_STATES),
    address,
    limit: queryNumber(`Most that are given, up to ${MOST_BANS}`),
    offset: queryNumber('How many of the newest are left out'),
  },
  ['state', 'address', 'limit', 'offset'],
)

export function banRoutes(app: FastifyInstance, desk: Desk): void {
  app.get<{ Querystring: ListQuery }>(
    '/api/v1/bans',
    {
      schema: {
        summary: 'Bans that have not ended, the newest first',
        querystring: listQuery,
        response: answers(object({ bans: list(ref('Ban')), total: number('How many match, given or not') })),
      },
    },
    async ({ query }) =>
      desk.bans({
        limit: query.limit === undefined ? USUAL : Math.min(Number(query.limit), MOST_BANS),
        offset: Number(query.offset ?? 0),
        ...(query.state !== undefined && { state: query.state }),
        ...(query.address !== undefined && { address: banTarget(query.address) }),
      }),
  )
  app.get(
    '/api/v1/bans/review',
    { schema: { summary: 'Permanent bans, the next to be reviewed first', response: answers(list(ref('Ban'))) } },
    async () => desk.review(),
  )
  app.post<{ Body: { address: string; author: string; reason: string } }>(
    '/api/v1/bans/review',
    {
      schema: {
        summary: 'Keep a permanent ban that was looked at: its review date moves on',
        body: object({ address, author, reason }),
        response: answers(ref('Ban')),
      },
    },
    async ({ body }, reply) => {
      const { author, reason } = body
      const outcome = await desk.keep({ address: banTarget(body.address), author, reason })
      return outcome.outcome === 'refused' ? refuse(reply, outcome) : outcome.ban
    },
  )
  app.post<{ Body: BanBody }>(
    '/api/v1/bans',
    {
      schema: {
        summary: 'Ban an address or a network; what is banned already gets the new length and reason',
        body: banBody,
        response: answers(object({ ban: ref('Ban'), warning: orNull(text('It was done, but look again')) }), 201),
      },
    },
    async ({ body }, reply) => {
      const outcome = await desk.ban({
        address: banTarget(body.address),
        duration: body.duration_s === null ? null : Math.round(body.duration_s * SECOND),
        author: body.author,
        reason: body.reason,
      })
      if (outcome.outcome === 'refused') return refuse(reply, outcome)
      return reply.code(201).send({ ban: outcome.ban, warning: outcome.warning })
    },
  )
  app.delete<{ Querystring: { address: string; author: string; reason: string; forgive?: string } }>(
    '/api/v1/bans',
    {
      schema: {
        summary: 'End a ban; the offence is kept unless it is forgiven',
        querystring: object({ address, author, reason, forgive: querySwitch }, ['forgive']),
        response: answers(
          object({ ban: orNothing('Ban'), state: oneOf(['lifted', 'pending', 'failed']), forgiven: yesNo() }),
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
