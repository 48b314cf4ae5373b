import type { FastifyInstance } from 'fastify'
import { banTarget } from '../../domain/control-order.ts'
import type { SiteDesk } from '../../domain/site-desk.ts'
import { list, network, object, queryNumber, ref } from '../schema-parts.ts'
import { answers } from './answers.ts'
import { timeOf } from './series-query.ts'

const USUAL = 100
const MOST = 1_000

const query = object(
  {
    address: network('IPv4 address, IPv6 address (stands for its /64), or a network by its own text'),
    before: { type: 'string', maxLength: 40, description: 'ISO 8601: only bans that ended before' },
    limit: queryNumber(`Most that are given, up to ${MOST}`),
  },
  ['address', 'before', 'limit'],
)

export function endedBanRoutes(app: FastifyInstance, site: SiteDesk): void {
  app.get<{ Querystring: { address?: string; before?: string; limit?: string } }>(
    '/api/v1/bans/ended',
    {
      schema: {
        summary: 'Bans that ended, the newest first',
        querystring: query,
        response: answers(list(ref('ToldBan'))),
      },
    },
    async ({ query: { address, before, limit } }) =>
      site.endedBans({
        limit: limit === undefined ? USUAL : Math.min(Number(limit), MOST),
        ...(address !== undefined && { address: banTarget(address) }),
        ...(before !== undefined && { before: new Date(timeOf(before, 'before')).toISOString() }),
      }),
  )
}
