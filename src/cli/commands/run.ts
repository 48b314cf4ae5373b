import { run } from '../../app/run.ts'
import { loadConfig } from '../../config/load.ts'
import { systemClock } from '../../lib/clock.ts'
import { createLogger, type LogLevel } from '../../lib/logger.ts'
import { StandardOutput } from '../output.ts'

interface Options {
  config?: string
  output: 'human' | 'ndjson'
  format?: string
  stateDir?: string
  fromStart: boolean
  counts?: string
  demo: boolean
  logLevel: LogLevel
}

export async function runCommand(logs: string[], options: Options): Promise<number> {
  const { config } = await loadConfig(options.config)
  return run({
    logs,
    config,
    reloadConfig: async () => (await loadConfig(options.config)).config,
    fromStart: options.fromStart,
    output: options.output,
    demo: options.demo,
    ...(options.format !== undefined && { format: options.format }),
    ...(options.stateDir !== undefined && { stateDir: options.stateDir }),
    ...(options.counts !== undefined && { countsFile: options.counts }),
    clock: systemClock,
    out: new StandardOutput(true),
    log: createLogger(options.logLevel, process.stderr.isTTY === true),
  })
}
