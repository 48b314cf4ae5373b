import { pino } from 'pino'
import { escapeText } from './escape-text.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The program's own log. Text is escaped here, so that a hostile log line cannot forge one of ours. */
export interface Logger {
  debug(text: string): void
  info(text: string): void
  warn(text: string): void
  error(text: string): void
}

/** Lines on standard error: words when it is a terminal, JSON otherwise. */
export function createLogger(level: LogLevel, isTerminal: boolean): Logger {
  if (isTerminal) return wordLogger(level)
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 2, sync: true }),
  )
  return {
    debug: (text) => log.debug(escapeText(text, 2_000)),
    info: (text) => log.info(escapeText(text, 2_000)),
    warn: (text) => log.warn(escapeText(text, 2_000)),
    error: (text) => log.error(escapeText(text, 2_000)),
  }
}

function wordLogger(level: LogLevel): Logger {
  const least = LOG_LEVELS.indexOf(level)
  const write = (at: LogLevel) => (text: string) => {
    if (LOG_LEVELS.indexOf(at) >= least) process.stderr.write(`breakwater: ${escapeText(text, 2_000)}\n`)
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
