import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../domain/control.ts'
import { isAtLeast } from '../access/role.ts'
import { list, object, oneOf, text } from '../schema-parts.ts'

const health = object({ status: oneOf(['ok', 'trouble']), troubles: list(text('A stable code')) })

/** `/healthz`: the process answers. `/readyz`: it does all that it is to do; 503 with what it does not. */
export function healthRoutes(app: FastifyInstance, desk: Desk): void {
  const look = () => {
    const troubles = desk.status().troubles.map(({ code }) => code)
    return { status: troubles.length === 0 ? 'ok' : 'trouble', troubles }
  }
  app.get(
    '/healthz',
    { config: { role: 'nobody' }, schema: { summary: 'Whether the process answers', response: { 200: health } } },
    // That enforcement is down would help whoever attacks.
    async ({ who }) => (isAtLeast(who.role, 'viewer') ? look() : { status: 'ok', troubles: [] }),
  )
  app.get(
    '/readyz',
    { schema: { summary: 'Whether all is well', response: { 200: health, 503: health } } },
    async (_request, reply) => {
      const found = look()
      return reply.code(found.status === 'ok' ? 200 : 503).send(found)
    },
  )
}
