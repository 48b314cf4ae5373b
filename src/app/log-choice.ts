import type { Config } from '../config/schema.ts'
import { isSyslog } from '../edge/source/syslog-address.ts'

export interface ChosenLog {
  /** A path, a pattern, or `-` for standard input. */
  readonly path: string
  readonly format: string
  /** What named it, for logs that were discovered: file:line of a server's configuration. */
  readonly from?: string
  readonly notes?: readonly string[]
}

export interface ChoiceNote {
  readonly severity: 'info' | 'warn'
  readonly text: string
}

export interface LogChoice {
  /** null: there is no log on this machine. */
  readonly logs: readonly ChosenLog[] | null
  /** What the operator is told of the choice. */
  readonly notes: readonly ChoiceNote[]
}

/**
 * The logs to watch: those named, else those of the configuration, else those that the web servers' configurations
 * name, else a usual one. Throws SourceError when there are logs but none that can be understood.
 */
export async function chooseLogs(named: readonly string[], config: Config, format = config.format): Promise<LogChoice> {
  if (named.length > 0) return { logs: named.map((path) => ({ path, format })), notes: [] }
  if (config.logs.length > 0) {
    const logs = config.logs.map((log) =>
      typeof log === 'string' ? { path: log, format } : { path: log.path, format: log.format ?? format },
    )
    return { logs, notes: [] }
  }
  const [{ discoverLogs }, { serverFiles }] = await Promise.all([
    import('./discover-logs.ts'),
    import('./server-files.ts'),
  ])
  return discoverLogs(serverFiles(), format)
}

/** Whether a log is a file or a glob of files: neither standard input nor datagrams. */
export function isFile({ path }: ChosenLog): boolean {
  return path !== '-' && !isSyslog(path)
}
