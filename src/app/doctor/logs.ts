import { BreakwaterError } from '../../domain/errors.ts'
import { isGlob } from '../../edge/source/glob.ts'
import { type ChosenLog, chooseLogs, isFile } from '../log-choice.ts'
import { usualLogsText } from '../usual-logs.ts'
import { type Check, type CheckReport, report } from './check.ts'
import { sampleLog } from './log-sample.ts'

/** Files of one pattern that are looked at, the last of them by name. */
const MOST_FILES = 20
const found = report('log found')
const readable = report('log readable')

/** Which logs there are, and whether they may be read. `named`: by the operator; empty: what `run` would watch. */
export function checkLogs(named: readonly string[]): Check {
  return async (context) => {
    const { config, files } = context
    const chosen = await chooseLogs(named, config).catch((error: unknown) => error)
    if (chosen instanceof BreakwaterError) return [found('fail', chosen.message, chosen.hint)]
    if (chosen instanceof Error) throw chosen
    const { logs, notes } = chosen as Awaited<ReturnType<typeof chooseLogs>>
    const warnings = notes.filter(({ severity }) => severity === 'warn').map(({ text }) => found('warn', text))
    if (logs === null)
      return [
        ...warnings,
        found(
          'fail',
          `no web server with an access log was found, and none at ${usualLogsText}`,
          'Name yours: breakwater doctor FILE, and logs: in the configuration.',
        ),
      ]
    const reports: CheckReport[] = warnings
    const samples = []
    for (const log of logs) {
      reports.push(found('ok', `${log.path}${log.from === undefined ? '' : `: ${log.from}`}`))
      if (!isFile(log)) continue
      const paths = isGlob(log.path) ? files.expand(log.path).slice(-MOST_FILES) : [log.path]
      if (paths.length === 0) reports.push(found('warn', `no file matches ${log.path} now`, 'Check the pattern.'))
      for (const path of paths) {
        try {
          samples.push(sampleLog(path, log.format, config))
          reports.push(readable('ok', `${path} can be read`))
        } catch (error) {
          reports.push(unreadable(path, log, error as NodeJS.ErrnoException))
        }
      }
    }
    context.samples = samples
    return reports
  }
}

const FIXES: Readonly<Record<string, string>> = {
  ENOENT: 'Check the path; `nginx -T | grep access_log` shows where nginx writes.',
  EACCES: 'Run as a user that may read it: on Debian access logs belong to group adm (usermod -aG adm USER).',
  EISDIR: 'Name the log files in it, for instance with a glob.',
}

function unreadable(path: string, { format }: ChosenLog, error: NodeJS.ErrnoException): CheckReport {
  if (error instanceof BreakwaterError)
    return readable('fail', `${path}, format ${format}: ${error.message}`, error.hint)
  const { code = error.message } = error
  return readable('fail', `${path} cannot be read: ${code}`, FIXES[code] ?? 'Check the file and the disk it lies on.')
}
