import { closeSync, constants, openSync, writeSync } from 'node:fs'
import type { EngineEvent, EventSink } from '../domain/ports.ts'
import type { Logger } from '../lib/logger.ts'
import { eventLine } from '../wire/ndjson.ts'

/** Appends each event as one NDJSON line. Opened anew for each line, so that log rotation needs no signal; mode 0640. */
export class AlertFile implements EventSink {
  readonly #path: string
  readonly #onFailure: (error: Error) => void
  #failing = false

  /** `onFailure` is told once for each run of failures; detection goes on without the file. */
  constructor(path: string, onFailure: (error: Error) => void) {
    this.#path = path
    this.#onFailure = onFailure
  }

  emit(event: EngineEvent): void {
    try {
      const file = openSync(
        this.#path,
        constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW,
        0o640,
      )
      try {
        writeSync(file, `${eventLine(event)}\n`)
      } finally {
        closeSync(file)
      }
      this.#failing = false
    } catch (error) {
      if (!this.#failing) this.#onFailure(error as Error)
      this.#failing = true
    }
  }
}

/** null: nothing is appended. A file that cannot be written is told of. */
export function alertFile(path: string | null, log: Logger): AlertFile | null {
  if (path === null) return null
  const advice = 'detection goes on. Correct alerts.file or its permissions'
  return new AlertFile(path, ({ message }) => log.error(`cannot append to ${path}: ${message}; ${advice}`))
}
