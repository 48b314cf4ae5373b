import { z } from 'zod'
import { ENFORCEMENT_MODES } from '../domain/enforcement.ts'
import { PROFILES } from '../domain/profile.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../domain/units.ts'
import { checkEnforcement } from './check-enforcement.ts'
import { checkNames } from './check-names.ts'
import { checkServer } from './check-server.ts'
import { enforcement } from './enforcement.ts'
import { cidr, count, duration, durationOr, logFormat, logPath, number, shareOrOff } from './fields.ts'
import { checkNotify, notify } from './notify.ts'
import { server } from './server.ts'

const LOG_WANTED = 'write the path or glob of an access log, or syslog:ADDRESS:PORT'

const log = z.union(
  [
    logPath(LOG_WANTED),
    z.strictObject({
      path: logPath(LOG_WANTED).describe('Path or glob of an access log, or syslog:ADDRESS:PORT'),
      format: logFormat().optional().describe('Format of this log; default: the value of `format`'),
    }),
  ],
  { error: `${LOG_WANTED}, or a map with path and format` },
)

const ceiling = z.strictObject({
  per_second: count(20, 60_000).prefault(300).describe('Most requests of one source in 1 s; one more bans it'),
  per_10_seconds: count(20, 600_000).prefault(1_000).describe('Most requests of one source in 10 s; one more bans it'),
})

const bans = z.strictObject({
  ladder: z
    .array(durationOr('permanent', SECOND, 364 * DAY))
    .min(1, { error: 'name at least one length, such as 10m or permanent' })
    .max(20)
    .prefault(['10m', '30m', '2h', 'permanent'])
    .describe(
      'Length of the first, second, … ban of a source; the last one is for all later ones. 1s to 52w, or permanent',
    ),
  decay: durationOr('off', HOUR, 3_640 * DAY)
    .prefault('30d')
    .describe('One offence is forgotten for each such time without a new one, at least 1h. off: never'),
  review: duration(DAY, 3_640 * DAY)
    .prefault('90d')
    .describe(
      'After such a time a permanent ban is listed by bans review, so that somebody looks at it again. 1d to 520w',
    ),
  per_minute: count(1, 1_000_000).prefault(1_000).describe('Most bans made in a minute of log time'),
  in_force: count(1, 1_000_000).prefault(100_000).describe('Most bans in force at once'),
  brake: shareOrOff()
    .prefault(0.05)
    .describe(
      'Banning stops when bans of 10 minutes would cover more than this share of what came from known sources. off: never',
    ),
})

const baseline = z.strictObject({
  span: duration(15 * MINUTE, DAY, SECOND)
    .prefault('30m')
    .describe('How far back the baseline reaches, 15m to 1d'),
  every: duration(SECOND, HOUR, SECOND).prefault('60s').describe('How often it is reckoned anew, 1s to 1h'),
})

const classic = z.strictObject({
  z: number(0.1, 1_000).prefault(3).describe('Deviations above the mean of 30 minutes that a rate may have'),
  multiplier: number(1, 1_000).prefault(5).describe('Times the mean of 30 minutes that a rate may have'),
  error_surge: number(1, 1_000)
    .prefault(3)
    .describe("Times the site's share of errors from which a source is held to strict limits"),
  strict_z: number(0.1, 1_000).prefault(2).describe('z for a source whose errors surge'),
  strict_multiplier: number(1, 1_000).prefault(3).describe('multiplier for a source whose errors surge'),
  floor: number(0.001, 1_000_000).prefault(1).describe('Requests/s that mean and deviation count as, at least'),
  sensitivity: number(0.1, 1_000).prefault(3).describe('Deviations that a point may have from the last points'),
  points: count(10, 3_600).prefault(60).describe('Points that a new point is compared with'),
  alpha: number(0.001, 0.999).prefault(0.1).describe('Weight of the newest point in the moving average'),
  k: number(0.1, 1_000).prefault(3).describe('Deviations that a point may have from the moving average'),
})

/** All options. Each has a default, a description and, where it is a quantity, a unit. */
const options = z.strictObject({
  profile: z
    .enum(PROFILES)
    .prefault(PROFILES[0])
    .describe('Set of detection rules: calibrated weighs evidence, classic compares with means and deviations'),
  enforce: z
    .enum(ENFORCEMENT_MODES)
    .prefault('off')
    .describe(
      'How bans are enforced. off: observing, nothing is blocked. nginx, webhook and exec need options of enforcement',
    ),
  enforcement: enforcement.prefault({}).describe('What the ways to enforce bans need'),
  logs: z
    .array(log)
    .prefault([])
    .describe(
      'Access logs to watch: paths, globs, syslog:ADDRESS:PORT for datagrams, or {path, format}. Empty: the usual paths',
    ),
  format: logFormat()
    .prefault('auto')
    .describe(
      'Log format: auto, a name that detect-format tells, such as combined, or the text of an nginx log_format or Apache LogFormat in quotes',
    ),
  trusted_proxies: z
    .array(cidr(true))
    .prefault([])
    .describe(
      'Addresses and networks of your own proxies, or the @NAME of a known CDN: never banned, and believed when they say who their client is',
    ),
  allow: z
    .array(cidr(false))
    .prefault([])
    .describe('Addresses and networks that are never banned, or the @NAME of known ones, such as @googlebot'),
  known_ranges: z
    .string()
    .min(1)
    .nullable()
    .prefault(null)
    .describe('File of the networks of CDNs and crawlers, as data/known-ranges.json. null: that one, which is dated'),
  protect: z
    .strictObject({
      private: z
        .boolean()
        .prefault(true)
        .describe('Never ban private (RFC 1918), unique local and shared (CGNAT) addresses'),
    })
    .prefault({})
    .describe('Built-in protection. Loopback, link-local and own addresses are always protected'),
  alarms: z
    .strictObject({
      max_false_per_week: number(0.01, 10_000)
        .prefault(1)
        .describe('False alarms of the site a week that are promised, over all its metrics together'),
    })
    .prefault({})
    .describe('What the profile calibrated promises'),
  ceiling: ceiling
    .prefault({})
    .describe('Profile classic: absolute limits for one source until there are 10 minutes of baseline'),
  baseline: baseline.prefault({}).describe('What is normal for the site'),
  classic: classic.prefault({}).describe('Numbers of the classic rules'),
  bans: bans.prefault({}).describe('How long sources are banned, and how many at most'),
  incidents: z
    .strictObject({
      resolve_after: duration(SECOND, DAY)
        .prefault('60s')
        .describe('An incident is over after such a time without a new finding, 1s to 1d'),
    })
    .prefault({})
    .describe('When an incident ends'),
  retention: duration(DAY, 3_640 * DAY)
    .prefault('30d')
    .describe(
      'How long incidents, bans that ended and the audit log of the API are kept, at least 1d. Charts: seconds for a day, minutes for a month, hours for a year',
    ),
  limits: z
    .strictObject({
      sources: count(65_536, 16_777_214)
        .prefault('4Mi')
        .describe(
          'Most sources tracked at once, 32 bytes each and an index; the stalest gives way. 64Ki to just under 16Mi',
        ),
    })
    .prefault({})
    .describe('Sizes of tables'),
  lateness: duration(0, 10 * SECOND, SECOND)
    .prefault('1s')
    .describe(
      'How long a second stays open for lines that come late, in whole seconds, 0s to 10s. A log whose lines tell only the start of a request is given 10s',
    ),
  alerts: z
    .strictObject({
      file: z
        .string()
        .min(1)
        .nullable()
        .prefault(null)
        .describe('File that each incident, ban and unban is appended to as a line of JSON. null: none'),
    })
    .prefault({})
    .describe('Where events are told besides standard output'),
  notify: notify.prefault({}).describe('Who is told what happens, by messages'),
  server: server.prefault({}).describe('The dashboard and its API'),
})

export const configSchema = options
  .superRefine(checkNames)
  .superRefine(checkEnforcement)
  .superRefine(checkServer)
  .superRefine(checkNotify)

/** What the program sees: durations in milliseconds, null for permanent, off and none. */
export type Config = z.output<typeof configSchema>
