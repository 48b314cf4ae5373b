import type { Config } from '../config/schema.ts'
import { isSyslog } from '../edge/source/syslog-address.ts'
import { usualLog } from './usual-logs.ts'

export interface ChosenLog {
  readonly path: string
  readonly format: string
}

/** The logs to watch: those named, else those of the configuration, else a usual one; null when there is none. */
export function chooseLogs(
  named: readonly string[],
  config: Config,
  format = config.format,
): readonly ChosenLog[] | null {
  if (named.length > 0) return named.map((path) => ({ path, format }))
  if (config.logs.length > 0) {
    return config.logs.map((log) =>
      typeof log === 'string' ? { path: log, format } : { path: log.path, format: log.format ?? format },
    )
  }
  const usual = usualLog()
  return usual === undefined ? null : [{ path: usual, format }]
}

/** Whether a log is a file or a glob of files: neither standard input nor datagrams. */
export function isFile({ path }: ChosenLog): boolean {
  return path !== '-' && !isSyslog(path)
}
