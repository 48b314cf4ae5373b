import type { FastifyInstance } from 'fastify'
import { banTarget } from '../../domain/control-order.ts'
import type { SiteDesk } from '../../domain/site-desk.ts'
import { list, network, object, queryNumber, ref } from '../schema-parts.ts'
import { answers } from './answers.ts'

const USUAL = 10
const MOST = 50

export function sourceRoutes(app: FastifyInstance, site: SiteDesk): void {
  app.get<{ Querystring: { limit?: string } }>(
    '/api/v1/sources',
    {
      schema: {
        summary: 'Sources that sent most in the last 60 s',
        querystring: object({ limit: queryNumber(`Most that are given, up to ${MOST}`) }, ['limit']),
        response: answers(list(ref('SourceRow'))),
      },
    },
    async ({ query: { limit } }) =>
      site.sources(limit === undefined ? USUAL : Math.max(1, Math.min(Number(limit), MOST))),
  )
  app.get<{ Params: { address: string } }>(
    '/api/v1/sources/:address',
    {
      schema: {
        summary: 'One source or network: what is known of it, and what it sent lately by the ends of the logs',
        params: object({ address: network('IPv4 address, IPv6 address (stands for its /64), or a network') }),
        response: answers(ref('SourceStory')),
      },
    },
    async ({ params: { address } }) => site.source(banTarget(address)),
  )
}
