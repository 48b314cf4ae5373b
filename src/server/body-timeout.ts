import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Milliseconds } from '../domain/units.ts'
import { systemClock } from '../lib/clock.ts'

/** Cuts off who does not send a body within `limit`, where a route wants it whole; one that reads a stream limits it itself. */
export function limitBodies(app: FastifyInstance, limit: Milliseconds): void {
  const waiting = new WeakMap<FastifyRequest, () => void>()
  const came = async (request: FastifyRequest) => waiting.get(request)?.()
  app.addHook('onRequest', async (request) => {
    const { raw, headers } = request
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return
    waiting.set(
      request,
      systemClock.after(limit, () => raw.complete || raw.destroy()),
    )
  })
  app.addHook('preValidation', came)
  app.addHook('onResponse', came)
}
