import type { FastifyReply } from 'fastify'
import type { Refusal } from '../../domain/control.ts'
import { refusalStatus, refusalView } from '../problem.ts'
import { ref, type Schema } from '../schema-parts.ts'

/** The schemas of a route's answers: that of success, and that of everything else. */
export function answers(schema: Schema, success = 200): Readonly<Record<string, Schema>> {
  return { [success]: schema, '4xx': ref('Problem'), '5xx': ref('Problem') }
}

export function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply.code(refusalStatus(refusal)).send(refusalView(refusal))
}
