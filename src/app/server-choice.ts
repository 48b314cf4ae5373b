import { FormatError } from '../domain/errors.ts'
import { oneLogARequest } from '../edge/discover/one-log-a-request.ts'
import type { ServerFiles } from '../edge/discover/server-files.ts'
import type { AccessLog, ServerLogs } from '../edge/discover/server-logs.ts'
import { createParser } from '../edge/parse/registry.ts'
import { isGlob } from '../edge/source/glob.ts'
import type { ChoiceNote, ChosenLog } from './log-choice.ts'

/** Which logs of one server are followed: those that are there, can be understood, and hold each request once. */
export class ServerChoice {
  readonly logs: readonly ChosenLog[]
  readonly notes: ChoiceNote[]
  /** Logs that are there but have a format that cannot be read: which, and why. */
  readonly refused: readonly string[]
  readonly #server: ServerLogs
  readonly #files: ServerFiles
  /** null: each log has its own. */
  readonly #format: string | null

  constructor(server: ServerLogs, files: ServerFiles, format: string) {
    this.#server = server
    this.#files = files
    this.#format = format === 'auto' ? null : format
    this.notes = server.notes.map((text) => ({ severity: 'warn', text: `${server.server}: ${text}` }))
    const trouble = new Map([...new Set(server.levels.flat())].map((log) => [log, this.#trouble(log)]))
    this.refused = [...new Set([...trouble.values()].filter((why) => typeof why === 'string'))]
    const usable = server.levels.map((level) => level.filter((log) => trouble.get(log) === null))
    this.logs = this.#chosen(oneLogARequest(usable))
    for (const { server: target, where } of server.syslog)
      this.#warn(
        `${where} sends requests to syslog at ${target}: those that only go there are not seen; stop what receives them and start breakwater run syslog:${target} to read them`,
      )
    if (this.logs.length === 0 && this.refused.length === 0)
      this.#warn(`${server.config} names no access log that can be followed`)
  }

  #chosen(logs: readonly AccessLog[]): ChosenLog[] {
    const { server, pid } = this.#server
    const chosen = new Map<string, ChosenLog>()
    for (const log of logs) {
      for (const path of log.paths.filter((each) => this.#isThere(each))) {
        const format = this.#format ?? log.format
        const before = chosen.get(path)
        const by = `${server}${pid === null ? '' : `, pid ${pid}`}`
        const from = `${log.where} (${by}), format ${/^log_format\s+(\S+)/.exec(format)?.[1] ?? format}`
        if (before === undefined) chosen.set(path, { path, format, from, notes: log.notes })
        else if (before.format !== format)
          this.#warn(`${path} has lines of two formats (${before.from}, ${log.where}): those of the second are refused`)
      }
    }
    return [...chosen.values()]
  }

  /** null: it can be followed. undefined: it is not there. */
  #trouble({ paths, where, format }: AccessLog): string | null | undefined {
    if (!paths.some((path) => this.#isThere(path))) return undefined
    if (this.#format !== null) return null
    try {
      createParser(format)
      return null
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      return `${paths.join(', ')} (${where}): ${error.message}. ${error.hint}`
    }
  }

  /** That of a running server is waited for. One that we may not read is there: its tail says what to do. */
  #isThere(path: string): boolean {
    const running = this.#server.pid !== null
    if (isGlob(path)) return running || this.#files.expand(path).length > 0
    const kind = this.#files.look(path)
    return kind === 'file' || kind === 'denied' || (running && kind === 'missing')
  }

  #warn(text: string): void {
    this.notes.push({ severity: 'warn', text: `${this.#server.server}: ${text}` })
  }
}
