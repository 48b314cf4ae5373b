import { InvalidArgumentError, Option } from 'commander'
import { ENFORCEMENT_MODES, type EnforcementMode } from '../domain/enforcement.ts'
import { UsageError } from '../domain/errors.ts'
import { PROFILES, type Profile } from '../domain/profile.ts'
import type { LogLevel } from '../lib/logger.ts'

export const OUTPUT_FORMS = ['human', 'json', 'ndjson'] as const
export type OutputForm = (typeof OUTPUT_FORMS)[number]

/** Options that every command takes, before or behind its name. */
export interface GlobalOptions {
  readonly config?: string
  readonly output: OutputForm
}

export interface ReplayFlags extends GlobalOptions {
  readonly profile?: Profile
  readonly compare?: Profile
  readonly format?: string
  readonly seed: number
  readonly counts?: string
  readonly explain?: string
  readonly truth?: string
  readonly maxFalseBans?: number
  readonly quiet?: true
}

export interface RunFlags extends GlobalOptions {
  readonly profile?: Profile
  readonly enforce?: EnforcementMode
  readonly format?: string
  readonly stateDir?: string
  readonly fromStart?: true
  readonly counts?: string
  readonly demo?: true
  readonly purge?: true
  readonly plain?: true
  readonly listen?: string
  readonly logLevel?: LogLevel
  readonly logJson?: true
  readonly verbose?: true
  readonly quiet?: true
}

/** Options of commands that speak with the daemon. */
export interface ControlFlags extends GlobalOptions {
  readonly stateDir?: string
}

/** Those of commands that give it an order. */
export interface OrderFlags extends ControlFlags {
  readonly author?: string
}

export interface DashboardFlags extends OrderFlags {
  readonly hashPassword?: true
}

export interface DetectFormatFlags extends GlobalOptions {
  readonly format?: string
}

export const configOption = (): Option =>
  new Option(
    '-c, --config <file>',
    'configuration file (default: /etc/breakwater/breakwater.yaml, then ./breakwater.yaml, then none)',
  )

export const outputOption = (): Option =>
  new Option('-o, --output <form>', 'form of what is printed').choices(OUTPUT_FORMS).default('human')

export const profileOption = (): Option =>
  new Option('--profile <name>', 'set of detection rules, whatever the configuration says').choices(PROFILES)

/** Without a kind it means nftables. A log that stands behind it is not taken for a kind. */
export const enforceOption = (): Option =>
  new Option('--enforce [kind]', 'how bans are enforced; off: observing')
    .choices(ENFORCEMENT_MODES)
    .preset('nftables')
    .argParser(enforcementMode)

export const compareOption = (): Option =>
  new Option('--compare <name>', 'play the log with this set of rules too, and show both side by side')
    .choices(PROFILES)
    .conflicts(['counts', 'explain'])

export const formatOption = (): Option =>
  new Option(
    '--format <format>',
    "format of all logs: auto, a name that detect-format tells, or the text of nginx's log_format",
  )

export const stateDirOption = (): Option =>
  new Option(
    '--state-dir <dir>',
    "state folder of the daemon (default: /var/lib/breakwater, then the user's state folder)",
  )

export const authorOption = (): Option =>
  new Option('--author <name>', 'who gives the order, for the audit log (default: the user)')

function enforcementMode(text: string): EnforcementMode {
  const mode = ENFORCEMENT_MODES.find((one) => one === text)
  if (mode !== undefined) return mode
  throw new UsageError(
    `--enforce: "${text}" is no way to enforce; there are ${ENFORCEMENT_MODES.join(', ')}`,
    `If it is a log, write --enforce=nftables ${text}, or put the log first: breakwater run ${text} --enforce`,
  )
}

/** The argument as a whole number of at least 0. */
export function wholeNumber(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number, 0 or more.')
  return value
}
