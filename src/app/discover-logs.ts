import { SourceError } from '../domain/errors.ts'
import { discover } from '../edge/discover/discover.ts'
import type { ServerFiles } from '../edge/discover/server-files.ts'
import type { ChoiceNote, ChosenLog, LogChoice } from './log-choice.ts'
import { ServerChoice } from './server-choice.ts'
import { usualLog } from './usual-logs.ts'

/**
 * The logs of the first web server that has some: those of several would count a request twice when one hands it to the
 * other. `format`: auto, or what all logs are read by. Throws SourceError when there are logs but no format is understood.
 */
export function discoverLogs(files: ServerFiles, format: string): LogChoice {
  const notes: ChoiceNote[] = []
  const refused: string[] = []
  let taken: readonly ChosenLog[] | null = null
  for (const server of discover(files)) {
    const choice = new ServerChoice(server, files, format)
    if (taken === null && (choice.logs.length > 0 || server.pid !== null)) notes.push(...choice.notes)
    if (taken === null) refused.push(...choice.refused)
    if (choice.logs.length === 0) continue
    if (taken === null) taken = choice.logs
    else if (server.pid !== null) {
      const others = choice.logs.map(({ path }) => path).join(', ')
      notes.push({
        severity: 'info',
        text: `${server.server} runs too (${server.config}); its logs are left out, because a request may be in both: ${others}`,
      })
    }
  }
  for (const text of refused) notes.push({ severity: 'warn', text })
  if (taken !== null) return { logs: taken, notes }
  if (refused.length > 0) {
    throw new SourceError(
      `no access log can be understood: ${refused.join('; ')}`,
      'Correct the format in the configuration of the server, or name a log: breakwater run FILE.',
    )
  }
  const usual = usualLog(files)
  return { logs: usual === undefined ? null : [{ path: usual, format, from: 'the usual place' }], notes }
}
