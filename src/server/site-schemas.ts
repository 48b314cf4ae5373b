import { ENFORCEMENT_MODES } from '../domain/enforcement.ts'
import { SITE_METRICS } from '../domain/metric-series.ts'
import { PROFILES } from '../domain/profile.ts'
import { SITE_STATES } from '../domain/site-frame.ts'
import { list, number, object, oneOf, orNothing, orNull, ref, type Schema, text, time, yesNo } from './schema-parts.ts'

/** Parts that are described in src/domain and whose form may grow. */
const anything: Schema = { type: 'object', additionalProperties: true }

const liveSource = {
  address: text('Canonical text; an IPv6 source is a /64'),
  requests: number('Of the last 60 s'),
  errors: number('Of the last 60 s'),
  state: oneOf(['ok', 'tightened', 'would-ban', 'banning', 'banned', 'protected']),
  why: list(text('A plain sentence: why it is in this state, or how far from any other')),
}

const sourceRow = object({
  ...liveSource,
  requests_per_s: number('Mean of the last 60 s'),
  share: orNull(number('Of the requests of the site, 0 … 1')),
  error_share: number('Of its own requests, 0 … 1'),
  recent: list(number('Requests in a stretch of 5 s, the newest last')),
})

const metric = object({
  value: orNull(number()),
  expected: orNull(object({ mean: number(), low: number(), high: number() })),
})

const site = object(
  {
    state: oneOf(SITE_STATES),
    text: text('The state in one sentence'),
    more: text('What was done, or what to do; empty when there is nothing to say'),
    incident: orNull(text('Id of the incident that it is about')),
    since: time('Since when; left out where nothing began'),
  },
  ['since'],
)

const frame = object({
  id: number('Epoch second of the newest point'),
  now: time(),
  version: text(),
  name: text('What is watched'),
  profile: oneOf(PROFILES),
  is_demo: yesNo(),
  site,
  enforcement: ref('Enforcement'),
  learning: orNull(object({ minutes: number(), of: number() })),
  metrics: object(Object.fromEntries(Object.keys(SITE_METRICS).map((name) => [name, metric]))),
  points: anything,
  sources: list(ref('SourceRow')),
  bans: object({ total: number(), rows: list(ref('Ban')) }),
  incidents: object({ open: number(), today: number(), rows: list(ref('Incident')) }),
  prevented: object({ total: number('Since the start'), last_60_s: number() }),
  baselines: ref('Baselines'),
  host: object({
    cpu: orNull(number('0 … 1 of all cores')),
    cores: number(),
    memory_used_bytes: number(),
    memory_total_bytes: number(),
    uptime_s: number(),
  }),
  own: object({ cpu: orNull(number('Of one core')), memory_bytes: number(), uptime_s: number() }),
  lines: number(),
  refused_lines: number(),
  lag: object({ bytes: number(), lines: number(), seconds: number() }),
  silence_s: orNull(number('Since the last line')),
  troubles: list(object({ code: text(), message: text(), fix: text() })),
})

const trace = object({
  since: orNull(time('From when on the logs were looked through; null: they could not be')),
  requests: number(),
  lines: list(text('A line of the log, query values redacted')),
  endpoints: list(object({ path: text(), requests: number(), errors: number() })),
  agents: list(object({ agent: text(), requests: number() })),
  step_s: number(),
  time: list(number('Epoch second')),
  counts: list(number('Requests in a step')),
  errors: list(number('Of them answered with an error')),
})

const sourceStory = object({
  address: text(),
  now: orNull(object(liveSource)),
  explanation: orNothing('Explanation'),
  trace,
})

const ended = object({ at: time(), cause: oneOf(['expired', 'manual', 'allowed']), author: orNull(text()) })
const toldBan: Schema = {
  type: 'object',
  description: 'A ban, and how it ended',
  additionalProperties: true,
  required: ['ended'],
  properties: { ended: orNull(ended) },
}

const incidentStory = object({
  incident: ref('Incident'),
  acknowledged: orNothing('Acknowledgement'),
  evidence: { ...anything, description: 'The numbers at its peak' },
  words: list(text('A plain sentence')),
  timeline: list(
    object({
      at: time(),
      what: oneOf(['opened', 'worse', 'resolved', 'ban', 'unban', 'acknowledged', 'note']),
      text: text(),
    }),
  ),
  bans: list(ref('ToldBan')),
})

const audit = object({
  number: number('Ascending'),
  at: time(),
  type: text(),
  author: orNull(text()),
  address: orNull(text()),
  text: text('One sentence; raw text in it is escaped'),
})

const setting = object({
  option: text(),
  value: text('As it is written in YAML; (set) stands for a secret'),
  is_default: yesNo(),
  description: text(),
})

const mode = object({
  enforce: oneOf(ENFORCEMENT_MODES),
  configured: oneOf(ENFORCEMENT_MODES),
  enforcement: ref('Enforcement'),
  warning: orNull(text('It was done, but look again')),
})

/** What answers about the site hold, by the name that the OpenAPI document gives it. */
export const SITE_SCHEMAS: readonly Schema[] = Object.entries({
  SiteFrame: frame,
  SourceRow: sourceRow,
  SourceStory: sourceStory,
  ToldBan: toldBan,
  IncidentStory: incidentStory,
  AuditEntry: audit,
  Setting: setting,
  Mode: mode,
}).map(([name, schema]) => ({ $id: name, ...schema }))
