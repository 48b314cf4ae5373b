import { PROFILES } from '../domain/profile.ts'
import { list, number, object, oneOf, orNull, ref, text, time, yesNo } from './schema-parts.ts'

export const LAB_FILE = object({
  id: text('What an order names'),
  name: text('For people; may come from a client'),
  bytes: number(),
  modified: time(),
  is_upload: yesNo(),
})

const cost = object({
  requests: number(),
  sources: number(),
  from: orNull(time()),
  to: orNull(time()),
  bans: number(),
  incidents: number(),
  prevented: number('Requests that the bans would have kept out, were clients to go on as they did'),
  prevented_ok: number('Those of them that were answered below 400: at most so many were good'),
  refused_lines: number(),
  elapsed: number('Milliseconds'),
})

export const REPLAY_JOB = object({
  id: text(),
  order: object({
    author: text(),
    files: list(text()),
    profile: oneOf(PROFILES),
    options: { type: 'object', additionalProperties: true },
  }),
  names: list(text('Of its files; may come from a client')),
  started: time('When it was ordered; ISO 8601, UTC'),
  state: oneOf(['waiting', 'running', 'done', 'failed', 'cancelled']),
  progress: number('Share of the bytes that was read, 0 to 1'),
  trouble: orNull(text('Why it failed, and what to do')),
  result: orNull(
    object({
      cost,
      bans: list(ref('Ban')),
      incidents: list(ref('Incident')),
      notes: list(text('What a person should know of it')),
    }),
  ),
})
