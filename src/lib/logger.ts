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

/** Lines on standard error, in words or as JSON with level and UTC time. The JSON library is loaded only when it is wanted. */
export async function createLogger(level: LogLevel, form: 'words' | 'json'): Promise<Logger> {
  const write = form === 'words' ? writeWords(level) : await writeJson(level)
  const at = (severity: Severity) => (text: string) => write(severity, escapeText(text, 2_000))
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

type Severity = Exclude<LogLevel, 'silent'>
type Write = (severity: Severity, text: string) => void

const NAMES: Record<Severity, string> = { debug: 'debug: ', info: '', warn: 'warning: ', error: 'error: ' }

function writeWords(level: LogLevel): Write {
  const least = LOG_LEVELS.indexOf(level)
  return (severity, text) => {
    if (LOG_LEVELS.indexOf(severity) >= least) process.stderr.write(`breakwater: ${NAMES[severity]}${text}\n`)
  }
}

async function writeJson(level: LogLevel): Promise<Write> {
  const { pino } = await import('pino')
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 2, sync: true }),
  )
  return (severity, text) => log[severity](text)
}
