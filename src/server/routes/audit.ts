import type { FastifyInstance } from 'fastify'
import { AUDIT_TYPES } from '../../domain/audit.ts'
import { banTarget } from '../../domain/control-order.ts'
import type { SiteDesk } from '../../domain/site-desk.ts'
import { list, network, object, oneOf, queryNumber, ref } from '../schema-parts.ts'
import { answers } from './answers.ts'

const USUAL = 100
const MOST = 1_000

interface Query {
  readonly address?: string
  readonly type?: string
  readonly before?: string
  readonly limit?: string
}

const query = object(
  {
    address: network('IPv4 address, IPv6 address (stands for its /64), or a network by its own text'),
    type: oneOf(AUDIT_TYPES),
    before: { type: 'string', pattern: '^[0-9]{1,15}$', description: 'Only entries older than that with this number' },
    limit: queryNumber(`Most that are given, up to ${MOST}`),
  },
  ['address', 'type', 'before', 'limit'],
)

export function auditRoutes(app: FastifyInstance, site: SiteDesk): void {
  app.get<{ Querystring: Query }>(
    '/api/v1/audit',
    {
      schema: {
        summary: 'What happened and who ordered what, the newest first',
        querystring: query,
        response: answers(list(ref('AuditEntry'))),
      },
    },
    async ({ query: { address, type, before, limit } }) =>
      site.audit({
        limit: limit === undefined ? USUAL : Math.min(Number(limit), MOST),
        ...(address !== undefined && { address: banTarget(address) }),
        ...(type !== undefined && { type }),
        ...(before !== undefined && { before: Number(before) }),
      }),
  )
}
