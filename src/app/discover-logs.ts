import { SourceError } from '../domain/errors.ts'
import { containedServers } from '../edge/discover/containers.ts'
import { discover } from '../edge/discover/discover.ts'
import type { ServerFiles } from '../edge/discover/server-files.ts'
import type { ServerLogs } from '../edge/discover/server-logs.ts'
import type { ChoiceNote, ChosenLog, LogChoice } from './log-choice.ts'
import { ServerChoice } from './server-choice.ts'
import { usualLog } from './usual-logs.ts'

/**
 * The logs of the web servers of one kind: those of several kinds would count a request twice when one hands it to the
 * other. `format`: auto, or what all logs are read by. Throws SourceError when there are logs but no format is understood.
 */
export function discoverLogs(files: ServerFiles, format: string): LogChoice {
  const notes: ChoiceNote[] = []
  const refused: string[] = []
  const taken: ChosenLog[] = []
  let from: ServerLogs | null = null
  for (const server of discover(files)) {
    const { logs, notes: told, refused: without } = new ServerChoice(server, files, format)
    if (from === null || (server.server === from.server && server.pid !== null && from.pid !== null)) {
      if (logs.length > 0 || server.pid !== null) notes.push(...told)
      refused.push(...without)
      taken.push(...logs.filter(({ path }) => !taken.some((other) => other.path === path)))
      if (logs.length > 0) from = server
    } else if (logs.length > 0 && server.pid !== null) {
      notes.push({
        severity: 'info',
        text: `${server.server} runs too (${server.config}); its logs are left out, because a request may be in both: ${logs.map(({ path }) => path).join(', ')}`,
      })
    }
  }
  for (const text of refused) notes.push({ severity: 'warn', text })
  if (taken.length > 0) return { logs: taken, notes }
  if (refused.length > 0) {
    throw new SourceError(
      `no access log can be understood: ${refused.join('; ')}`,
      'Correct the format in the configuration of the server, or name a log: breakwater run FILE.',
    )
  }
  for (const text of containedServers(files)) notes.push({ severity: 'warn', text })
  const usual = usualLog(files)
  return { logs: usual === undefined ? null : [{ path: usual, format, from: 'the usual place' }], notes }
}
