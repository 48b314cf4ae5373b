import { BAN_STATES } from '../domain/control.ts'
import { INCIDENT_KINDS } from '../domain/finding.ts'
import { PROFILES } from '../domain/profile.ts'
import { list, number, object, oneOf, orNothing, orNull, ref, type Schema, text, time, yesNo } from './schema-parts.ts'

const ban = object({
  id: text(),
  address: text('Canonical text of an address or a network'),
  state: oneOf(BAN_STATES),
  kind: oneOf([...INCIDENT_KINDS, 'manual']),
  author: orNull(text('Who ordered it; null: breakwater by itself')),
  reason: text(),
  at: time(),
  until: orNull(time('ISO 8601, UTC; null: permanent')),
  remaining_s: orNull(number()),
  duration_s: orNull(number('null: permanent')),
  offence: number('1 for the first offence that is remembered; 0: ordered by a person'),
  incident: orNull(text()),
  review_at: orNull(time('When a person should look at a permanent ban again')),
  trouble: orNull(text('Why it failed, or what it waits for')),
})

const incident = object({
  id: text(),
  kind: oneOf(INCIDENT_KINDS),
  subject: text('site, an address, a network or an endpoint; raw text of the log'),
  state: oneOf(['pending', 'firing', 'resolved']),
  since: time(),
  resolved_at: orNull(time()),
  severity: number('1 (look when convenient) … 5 (the site is going down)'),
  observed: number(),
  expected: orNull(number()),
  unit: text(),
  window_s: number(),
  reason: text(),
  parts: list(text()),
  acknowledged: orNothing('Acknowledgement'),
})

const acknowledgement = object({ at: time(), author: text(), reason: text() })

const allow = object({
  network: text(),
  origin: oneOf(['configuration', 'operator']),
  comment: text(),
  author: orNull(text()),
  since: orNull(time()),
  until: orNull(time('null: until it is removed')),
})

const check = object({
  address: text(),
  is_protected: yesNo(),
  by: orNull(object({ range: text(), list: text() })),
})

const baseline = orNull(
  object({ unit: text(), mean: number(), stddev: number(), samples: number('Seconds that have one'), age_s: number() }),
)

const baselines = object({ requests: baseline, errors: baseline })
const enforcement = object({
  mode: text('off: observing, nothing is blocked'),
  state: oneOf(['observing', 'starting', 'working', 'down']),
  trouble: orNull(text()),
  bans: object({ observed: number(), pending: number(), in_force: number(), failed: number() }),
  repairs: number(),
  leaked_requests: number(),
  dropped_packets: orNull(number('Packets of banned addresses; null: the firewall does not tell')),
})

const status = object({
  version: text(),
  pid: number(),
  now: time(),
  uptime_s: number(),
  memory_bytes: number(),
  profile: oneOf(PROFILES),
  enforcement: ref('Enforcement'),
  promised_false_alarms_per_week: orNull(number()),
  learning: orNull(object({ minutes: number(), of: number() })),
  baselines,
  lines: number(),
  refused_lines: number(),
  lag: object({ bytes: number(), lines: number(), seconds: number() }),
  logs: list(
    object({
      path: text(),
      format: orNull(text()),
      lines: number(),
      refused: number(),
      lag_bytes: number(),
      last_line_at: orNull(time()),
    }),
  ),
  sources: number(),
  incidents_open: number(),
  store_trouble: orNull(text()),
  troubles: list(object({ code: text(), message: text(), fix: text() })),
})

const explanation = object({
  subject: text(),
  story: list(text('A plain sentence')),
  bans: list(
    object({
      ban: ref('Ban'),
      ended: orNull(object({ at: time(), cause: oneOf(['expired', 'manual', 'allowed']), author: orNull(text()) })),
      evidence: { type: ['object', 'null'], additionalProperties: true, description: 'What it was decided by' },
      recomputed: { type: 'object', additionalProperties: true, description: 'Whether the same comes out again' },
    }),
  ),
  incidents: list(ref('Incident')),
  protection: orNothing('AllowCheck'),
})

const problem = object({
  error: text('A stable code'),
  message: text('What happened'),
  fix: text('What to do next'),
})

/** What answers hold, by the name that the OpenAPI document gives it. */
export const VIEW_SCHEMAS: readonly Schema[] = Object.entries({
  Ban: ban,
  Acknowledgement: acknowledgement,
  Incident: incident,
  Allow: allow,
  AllowCheck: check,
  Baselines: baselines,
  Enforcement: enforcement,
  Status: status,
  Explanation: explanation,
  Problem: problem,
}).map(([name, schema]) => ({ $id: name, ...schema }))
