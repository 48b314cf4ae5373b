import { z } from 'zod'
import { DAY, SECOND } from '../domain/units.ts'
import { cidr, count, duration, durationOr } from './fields.ts'

const log = z.union([
  z.string().min(1),
  z.strictObject({
    path: z.string().min(1).describe('Path or glob of an access log'),
    format: z.string().min(1).optional().describe('Format of this log; default: the value of `format`'),
  }),
])

/** All options. Each has a default, a description and, where it is a quantity, a unit. */
export const configSchema = z.strictObject({
  profile: z.enum(['classic']).prefault('classic').describe('Set of detection rules'),
  enforce: z.enum(['off']).prefault('off').describe('How bans are enforced. off: observing, nothing is blocked'),
  logs: z
    .array(log)
    .prefault([])
    .describe('Access logs to watch: paths, globs, or {path, format}. Empty: the usual paths'),
  format: z
    .string()
    .min(1)
    .prefault('auto')
    .describe('Log format: auto, json, combined, common, vhost_combined, or the text of an nginx log_format'),
  trusted_proxies: z.array(cidr(true)).prefault([]).describe('Networks of your own proxies: never banned'),
  allow: z.array(cidr(false)).prefault([]).describe('Addresses and networks that are never banned'),
  protect: z
    .strictObject({
      private: z
        .boolean()
        .prefault(true)
        .describe('Never ban private (RFC 1918), unique local and shared (CGNAT) addresses'),
    })
    .prefault({})
    .describe('Built-in protection. Loopback, link-local and own addresses are always protected'),
  ceiling: z
    .strictObject({
      per_second: z
        .int()
        .min(20)
        .max(60_000)
        .prefault(300)
        .describe('Most requests of one source in 1 s; one more bans it'),
      per_10_seconds: z
        .int()
        .min(20)
        .max(600_000)
        .prefault(1_000)
        .describe('Most requests of one source in 10 s; one more bans it'),
    })
    .prefault({})
    .describe('Absolute limits for one source, whatever the site is used to'),
  bans: z
    .strictObject({
      ladder: z
        .array(durationOr('permanent'))
        .min(1)
        .prefault(['10m', '30m', '2h', 'permanent'])
        .describe('Length of the first, second, … ban of a source; the last one is for all later ones'),
      decay: durationOr('off')
        .prefault('30d')
        .describe('One offence is forgotten for each such time without a new one; off: never'),
      per_minute: z.int().min(1).max(1_000_000).prefault(1_000).describe('Most bans made in a minute of log time'),
      in_force: z.int().min(1).max(1_000_000).prefault(100_000).describe('Most bans in force at once'),
    })
    .prefault({})
    .describe('How long, and how many'),
  incidents: z
    .strictObject({
      resolve_after: duration(SECOND, DAY)
        .prefault('60s')
        .describe('An incident is over after such a time without a new finding'),
    })
    .prefault({})
    .describe('Incidents'),
  limits: z
    .strictObject({
      sources: count(65_536, 16_777_214)
        .prefault('4Mi')
        .describe('Most sources tracked at once, 32 bytes each and an index; the stalest gives way'),
    })
    .prefault({})
    .describe('Sizes of tables'),
  lateness: duration(0, 9 * SECOND)
    .prefault('1s')
    .describe('How long a second stays open for lines that come late, in whole seconds up to 9s'),
  alerts: z
    .strictObject({
      file: z
        .string()
        .min(1)
        .nullable()
        .prefault(null)
        .describe('File that each incident, ban and unban is appended to as a line of JSON; null: none'),
    })
    .prefault({})
    .describe('Where events are told besides standard output'),
})

export type Config = z.output<typeof configSchema>
