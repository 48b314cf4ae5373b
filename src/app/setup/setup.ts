import { existsSync } from 'node:fs'
import { ConfigDraft } from '../../config/config-draft.ts'
import { CONFIG_PLACES, loadConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { ConfigError, UsageError } from '../../domain/errors.ts'
import { type Milliseconds, SECOND } from '../../domain/units.ts'
import { lineDiff } from '../../lib/line-diff.ts'
import type { Progress } from '../../lib/progress.ts'
import type { Wording } from '../../wire/words.ts'
import type { ChosenLog } from '../log-choice.ts'
import { channelStep } from './channel-step.ts'
import { hideSecrets } from './hide-secrets.ts'
import { type LastDay, playLastDay } from './last-day.ts'
import { lastDayWords } from './last-day-words.ts'
import { logStep } from './log-step.ts'
import { nextCommands } from './next-commands.ts'
import { proxyStep } from './proxy-step.ts'
import type { SetupStep } from './setup-step.ts'
import { siteStep } from './site-step.ts'
import { checkWritable, type Written, writeConfig } from './write-config.ts'

/** Most that playing the last day may take. */
const LIMIT: Milliseconds = 30 * SECOND

export interface SetupOptions extends SetupStep {
  readonly file: string
  /** Whether a file that is there may be changed without being asked: null: the person is asked. */
  readonly mayReplace: boolean | null
  /** Whether the last day is played. */
  readonly tryOut: boolean
  readonly environment: NodeJS.ProcessEnv
  readonly stopwatch: () => Milliseconds
  readonly progress: Progress
  readonly wording: Wording
  /** Throws SetupEnded when it is to end. */
  readonly checkEnd: () => void
}

export interface SetupReport extends Written {
  readonly lastDay: LastDay | null
  /** Commands to run next, each with what it does. */
  readonly next: readonly (readonly [command: string, why: string])[]
}

/**
 * Writes a first configuration, or adds to one, by what a person answers. Nothing is written before the last answer. Null: it was not to be
 * written. Throws BreakwaterError, and SetupEnded.
 */
export async function setup(options: SetupOptions): Promise<SetupReport | null> {
  const { talk, file, mayReplace } = options
  checkWritable(file)
  const first = ConfigDraft.of(file, options.environment)
  checkBefore(first, mayReplace)
  if (first.before !== null) talk.say(`${file} is there: what it says stays, and what you answer is added.`, '')
  talk.say('1. The log')
  const { draft: withLog, samples } = await logStep(observing(first), options)
  talk.say('', '2. The dashboard')
  const withSite = await siteStep(withLog, options)
  const withProxies = await proxyStep(withSite, samples, options)
  talk.say('', '3. Who is told')
  const draft = await channelStep(withProxies, options)
  const config = draft.load()
  const lastDay = await tryOut(config, options)
  talk.say('', `${options.tryOut ? 5 : 4}. ${file}`)
  show(draft, talk)
  if (!(await talk.confirm(first.before === null ? 'Write it?' : 'Change it? A copy of what it was is kept', true)))
    return null
  const written = writeConfig(draft, options.clock.now())
  await loadConfig(written.file)
  return { ...written, lastDay, next: nextCommands(config, file, logsOf(config)) }
}

function observing(draft: ConfigDraft): ConfigDraft {
  if (draft.written(['enforce']) !== undefined) return draft
  return draft.with(['enforce'], 'off', 'Observing: nothing is blocked. When you trust what it would ban: nftables')
}

function checkBefore(draft: ConfigDraft, mayReplace: boolean | null): void {
  if (draft.before === null) return
  if (mayReplace === false)
    throw new UsageError(
      `${draft.file} is there already`,
      'Add --force to change it (a copy of what it was is kept), or name another file with -c FILE.',
    )
  try {
    draft.load()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(error.message, 'Correct it first, or name another file with -c FILE.')
  }
}

async function tryOut(config: Config, options: SetupOptions): Promise<LastDay | null> {
  const { talk, wording, tryOut: isWanted } = options
  if (!isWanted) return null
  talk.say('', '4. What it would have banned')
  if (!(await talk.confirm('Play the last 24 hours of the log now?', true))) return null
  const lastDay = await playLastDay({ ...options, config, logs: logsOf(config), limit: LIMIT })
  talk.say(...lastDayWords(lastDay, wording).map((line) => `   ${line}`))
  return lastDay
}

function logsOf(config: Config): ChosenLog[] {
  return config.logs.map((log) =>
    typeof log === 'string'
      ? { path: log, format: config.format }
      : { path: log.path, format: log.format ?? config.format },
  )
}

function show(draft: ConfigDraft, talk: SetupOptions['talk']): void {
  const [before, after] = [hideSecrets(draft.before ?? ''), hideSecrets(draft.text)]
  const lines = draft.before === null ? after.trimEnd().split('\n') : lineDiff(before, after)
  talk.say(...(lines.length === 0 ? ['(no change)'] : lines).map((line) => `   ${line}`))
}

/** Where a configuration is written when nobody says: the system's place for root, else the current folder. */
export function usualFile(): string {
  const [system, here] = CONFIG_PLACES
  return existsSync(system) || process.getuid?.() === 0 ? system : here
}
