import { run } from '../../app/run.ts'
import { exposureFault, parseListen } from '../../config/listen-address.ts'
import { loadConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { UsageError } from '../../domain/errors.ts'
import { systemClock } from '../../lib/clock.ts'
import { createLogger, type LogLevel } from '../../lib/logger.ts'
import type { RunFlags } from '../command-options.ts'
import { DaemonOutput } from '../daemon-output.ts'
import { TerminalProgress } from '../progress.ts'
import { TerminalScreen } from '../terminal-screen.ts'
import { version } from '../version.ts'

export async function runCommand(logs: string[], flags: RunFlags): Promise<number> {
  if (flags.output === 'json')
    throw new UsageError(
      'run has no end, so that it cannot print one JSON document',
      'Use -o ndjson: one JSON object a line.',
    )
  const readConfig = async (): Promise<Config> => {
    const { config } = await loadConfig(flags.config)
    const [profile, enforce] = [flags.profile ?? config.profile, flags.enforce ?? config.enforce]
    return { ...config, profile, enforce, server: listening(config.server, flags.listen) }
  }
  const log = await createLogger(logLevel(flags), flags.logJson === true ? 'json' : 'words')
  const onStall = (leftOut: number) =>
    log.error(
      leftOut === 0
        ? 'nobody reads standard output: events are left out there until somebody does; detection goes on'
        : `standard output is read again; ${leftOut} events were left out`,
    )
  return run({
    logs,
    config: await readConfig(),
    reloadConfig: readConfig,
    fromStart: flags.fromStart === true,
    output: flags.output,
    demo: flags.demo === true,
    purge: flags.purge === true,
    version,
    ...(flags.format !== undefined && { format: flags.format }),
    ...(flags.stateDir !== undefined && { stateDir: flags.stateDir }),
    ...(flags.counts !== undefined && { countsFile: flags.counts }),
    clock: systemClock,
    out: new DaemonOutput(onStall),
    log,
    progress: new TerminalProgress(process.stderr.isTTY === true && flags.quiet !== true),
    ...(flags.output === 'human' && !flags.plain && TerminalScreen.isThere() && { screen: new TerminalScreen() }),
  })
}

/** Throws UsageError for what is no address, or one where everybody would see everything. */
function listening(server: Config['server'], text: string | undefined): Config['server'] {
  if (text === undefined) return server
  if (text !== 'off' && parseListen(text) === null)
    throw new UsageError(`--listen: "${text}" is no address and port`, 'Write for instance 127.0.0.1:8642, or off.')
  const chosen = { ...server, listen: text === 'off' ? null : text }
  const fault = exposureFault(chosen)
  if (fault === null) return chosen
  throw new UsageError(
    `--listen ${text}: ${fault.message}`,
    'Set one in the configuration; see docs/guide/dashboard.md.',
  )
}

function logLevel({ logLevel, quiet, verbose }: RunFlags): LogLevel {
  return logLevel ?? (quiet ? 'warn' : verbose ? 'debug' : 'info')
}
