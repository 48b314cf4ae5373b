import { resolve } from 'node:path'
import type { ConfigDraft } from '../../config/config-draft.ts'
import { defaultConfig } from '../../config/defaults.ts'
import type { Config } from '../../config/schema.ts'
import { SourceError, UsageError } from '../../domain/errors.ts'
import type { ServerFiles } from '../../edge/discover/server-files.ts'
import { isGlob } from '../../edge/source/glob.ts'
import { isUnderstood } from '../detect-format.ts'
import { discoverLogs } from '../discover-logs.ts'
import { type LogSample, sampleLog } from '../doctor/log-sample.ts'
import { type ChosenLog, isFile } from '../log-choice.ts'
import { usualLogsText } from '../usual-logs.ts'
import type { SetupStep } from './setup-step.ts'

/** Files of one pattern that are shown, the last of them by name. */
const MOST_FILES = 3

/** Finds the logs, or asks for them, and shows how they are read. */
export async function logStep(
  draft: ConfigDraft,
  step: SetupStep,
): Promise<{ draft: ConfigDraft; samples: LogSample[] }> {
  const { talk, given, files, describe } = step
  const config = draft.load()
  const known = knownLogs(config, given, files, (words) => talk.say(`   ${words}`))
  for (const { path, from } of known ?? []) talk.say(`   ${path}${from === undefined ? '' : `: ${from}`}`)
  const usual = known?.map(({ path }) => path).join(', ') ?? null
  if (usual === null) talk.say(`   no web server with an access log was found, and none at ${usualLogsText}`)
  const { logs, samples } = await talk.ask({
    text: 'Access log to watch; several with commas',
    usual,
    flag: '--log FILE',
    read: (answer) => {
      const logs = answer.split(',').flatMap((path) => chosen(path.trim(), known ?? [], given.format))
      if (logs.length === 0) throw new UsageError('there must be a log', 'Write the path of one.')
      return { logs, samples: logs.flatMap((log) => samplesOf(log, config, files)) }
    },
  })
  for (const { path, format } of samples) talk.say(...describe(path, format).map((line) => `   ${line}`))
  const unread = samples.find(({ format }) => format.lines > format.passed && !isUnderstood(format))
  if (unread !== undefined && given.format === undefined) {
    const format = await talk.ask({
      text: 'Its format is not understood. The text of its log_format or LogFormat',
      usual: null,
      flag: "--format 'TEXT'",
      read: (answer) => {
        const sample = sampleLog(unread.path, answer, config)
        if (isUnderstood(sample.format)) return answer
        throw new UsageError('its lines are not of this format', 'Copy it from the configuration of the web server.')
      },
    })
    return logStep(draft, { ...step, given: { ...given, logs: logs.map(({ path }) => path), format } })
  }
  const written = logs.map(({ path, format }) =>
    format === 'auto' || readsItself(path, config, files) ? path : { path, format },
  )
  return { draft: draft.with(['logs'], written, 'The access logs to watch'), samples }
}

function knownLogs(
  config: Config,
  { logs, format }: SetupStep['given'],
  files: ServerFiles,
  warn: (words: string) => void,
) {
  if (logs !== undefined) return logs.flatMap((path) => chosen(path, [], format ?? config.format))
  if (config.logs.length > 0)
    return config.logs.map(
      (log): ChosenLog =>
        typeof log === 'string'
          ? { path: log, format: format ?? config.format }
          : { path: log.path, format: format ?? log.format ?? config.format },
    )
  try {
    const choice = discoverLogs(files, format ?? config.format)
    for (const { severity, text } of choice.notes) if (severity === 'warn') warn(text)
    return choice.logs
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    warn(`${error.message}. ${error.hint}`)
    return null
  }
}

function chosen(path: string, known: readonly ChosenLog[], format = defaultConfig.format): ChosenLog[] {
  if (path === '') return []
  return [known.find((log) => log.path === path) ?? { path: isFile({ path, format }) ? resolve(path) : path, format }]
}

/** Throws UsageError for what cannot be read now. Datagrams are not looked at. */
function samplesOf(log: ChosenLog, config: Config, files: ServerFiles): LogSample[] {
  if (log.path === '-') throw new UsageError('standard input is no log that lasts', 'Name a file.')
  if (!isFile(log)) return []
  const paths = isGlob(log.path) ? files.expand(log.path).slice(-MOST_FILES) : [log.path]
  if (paths.length === 0) throw new UsageError(`no file matches ${log.path}`, 'Check the pattern.')
  return paths.flatMap((path) => {
    try {
      return [sampleLog(path, log.format, config)]
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      // A server that runs writes it with the next request.
      if (code === 'ENOENT' && log.from !== undefined) return []
      throw new UsageError(
        `${path} cannot be read: ${code ?? message}`,
        code === 'EACCES'
          ? 'Run setup as root, or as a user of the group adm, which may read logs on Debian.'
          : 'Check the path; `nginx -T | grep access_log` shows where nginx writes.',
      )
    }
  })
}

/** Whether its lines tell their format without being told. */
function readsItself(path: string, config: Config, files: ServerFiles): boolean {
  const [last] = (isGlob(path) ? files.expand(path) : [path]).slice(-1)
  if (last === undefined || files.look(last) !== 'file') return false
  const { format } = sampleLog(last, 'auto', config)
  return format.understood > 0 && format.understood === format.lines - format.passed
}
