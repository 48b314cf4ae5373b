import type { FastifyError } from 'fastify'
import type { Refusal, RefusalCode } from '../domain/control.ts'
import { BreakwaterError, UsageError } from '../domain/errors.ts'

/** What a client is told when something is wrong. */
export interface ProblemView {
  readonly error: string
  readonly message: string
  readonly fix: string
}

const STATUS_OF: Readonly<Record<RefusalCode, number>> = {
  'bad-order': 400,
  protected: 409,
  'bans-in-force': 409,
  'not-banned': 404,
  'not-allowed': 404,
  'still-banned': 409,
  'still-allowed': 409,
  'already-allowed': 409,
  'from-configuration': 409,
  'bad-configuration': 409,
  'store-trouble': 503,
  'no-such-file': 404,
  'upload-too-large': 413,
  'upload-broken': 400,
  'too-many-uploads': 409,
  'too-many-replays': 409,
  'not-known': 404,
  'not-possible': 409,
}

export function refusalStatus({ code }: Pick<Refusal, 'code'>): number {
  return STATUS_OF[code]
}

export function refusalView({ code, message, fix }: Refusal): ProblemView {
  return { error: code, message, fix }
}

/** Status and text for whatever was thrown. Faults of the program tell nothing of themselves: `onFault` is told instead. */
export function problemOf(error: FastifyError, onFault: (error: Error) => void): [status: number, view: ProblemView] {
  if (error instanceof UsageError) return [400, { error: 'bad-value', message: error.message, fix: error.hint }]
  if (error instanceof BreakwaterError)
    return [503, { error: error.code.toLowerCase().replaceAll('_', '-'), message: error.message, fix: error.hint }]
  const { statusCode: status = 500, code = '' } = error
  if (status === 413)
    return [413, { error: 'too-large', message: 'the body is larger than 64 KiB', fix: 'Send a smaller one.' }]
  if (status === 415)
    return [
      415,
      {
        error: 'not-json',
        message: 'the body is not JSON',
        fix: 'Send Content-Type: application/json; a log to be handed in is application/octet-stream.',
      },
    ]
  if (status >= 400 && status < 500)
    return [
      status,
      {
        error: code === 'FST_ERR_VALIDATION' ? 'bad-value' : 'bad-request',
        message: error.message,
        fix: 'See /api/v1/openapi.json for what may be sent.',
      },
    ]
  onFault(error)
  return [
    500,
    {
      error: 'fault',
      message: 'breakwater failed to answer; detection and bans go on',
      fix: 'See its log for the cause, and report it.',
    },
  ]
}
