import { isAbsolute, join, normalize } from 'node:path/posix'
import { logTarget } from './log-target.ts'
import type { NginxConfig } from './nginx-config.ts'
import type { Directive } from './nginx-syntax.ts'
import { NginxVariables } from './nginx-variables.ts'
import type { AccessLog, SyslogTarget } from './server-logs.ts'

/** Blocks that may have access logs of their own; those of `server` only in http. */
const LEVELS: readonly string[] = ['server', 'location', 'if', 'limit_except']
const PARAMETER = /^(buffer|flush|gzip|if)(=|$)/

export interface NginxLogs {
  readonly levels: readonly (readonly AccessLog[])[]
  readonly syslog: readonly SyslogTarget[]
  readonly notes: readonly string[]
}

/**
 * The access logs of the http blocks. `prefix`: the folder that paths are relative to. `usual`: what the program writes
 * where no access_log is set.
 */
export function nginxLogs(config: NginxConfig, prefix: string, usual: string): NginxLogs {
  const reader = new LogsReader(config.directives, prefix)
  for (const http of config.directives) if (http.name === 'http' && http.block !== null) reader.http(http, usual)
  return { levels: [...reader.levels.values()], syslog: [...reader.syslog.values()], notes: reader.notes() }
}

class LogsReader {
  readonly levels = new Map<string, readonly AccessLog[]>()
  readonly syslog = new Map<string, SyslogTarget>()
  readonly #notes = new Set<string>()
  readonly #off: string[] = []
  readonly #prefix: string
  readonly #variables: NginxVariables
  readonly #formats = new Map<string, string>()

  constructor(directives: readonly Directive[], prefix: string) {
    this.#prefix = prefix
    this.#variables = new NginxVariables(directives)
  }

  http(http: Directive, usual: string): void {
    const block = http.block!
    for (const { name, args, text } of block)
      if (name === 'log_format' && args.length > 1) this.#formats.set(args[0]!, text)
    const standard = {
      paths: [isAbsolute(usual) ? usual : join(this.#prefix, usual)],
      format: 'combined',
      where: `${http.where}, which has no access_log`,
      conditional: false,
      notes: [],
    }
    const own = this.#ownLogs(block) ?? [standard]
    const servers = block.filter(({ name, block: inner }) => name === 'server' && inner !== null)
    if (servers.length === 0) this.#addLevel(own)
    for (const server of servers) this.#level(server.block!, own)
  }

  notes(): string[] {
    const [first, ...more] = this.#off
    const off = `access_log off at ${first}${more.length > 0 ? ` and ${more.length} more` : ''}: such requests are not seen`
    return first === undefined ? [...this.#notes] : [...this.#notes, off]
  }

  #level(block: readonly Directive[], inherited: readonly AccessLog[]): void {
    const logs = this.#ownLogs(block) ?? inherited
    this.#addLevel(logs)
    for (const { name, block: inner } of block) if (inner !== null && LEVELS.includes(name)) this.#level(inner, logs)
  }

  #addLevel(logs: readonly AccessLog[]): void {
    if (logs.length > 0) this.levels.set(JSON.stringify(logs.map(({ paths, format }) => [paths, format])), logs)
  }

  /** null when the level has no access_log of its own, so that it inherits. */
  #ownLogs(block: readonly Directive[]): readonly AccessLog[] | null {
    const own = block.filter(({ name, args }) => name === 'access_log' && args.length > 0)
    if (own.length === 0) return null
    return own.flatMap((directive) => {
      if (directive.args[0] !== 'off') return this.#read(directive)
      this.#off.push(directive.where)
      return []
    })
  }

  #read({ args, where }: Directive): AccessLog[] {
    const target = args[0]!
    const name = args[1] === undefined || PARAMETER.test(args[1]) ? 'combined' : args[1]
    const format = name === 'combined' ? name : this.#formats.get(name)
    if (format === undefined) return this.#note(`${where}: there is no log_format ${name}`)
    if (target.startsWith('syslog:')) {
      const server = /[:,]server=([^,]+)/.exec(target)?.[1]
      if (server !== undefined) this.syslog.set(`${server} ${format}`, { server, format, where })
      return []
    }
    if (/^(stderr$|memory:|pipe:|\|)/.test(target)) return this.#note(`${where}: access_log ${target} is no file`)
    if (args.some((word) => word.startsWith('gzip')))
      return this.#note(
        `${where}: access_log ${target} is written compressed and cannot be followed; add one without gzip`,
      )
    // The prefix is put before the text as it stands: a variable cannot make a path absolute.
    const whole = isAbsolute(target) ? target : `${this.#prefix}/${target}`
    const paths = this.#variables.resolve(whole).flatMap((path) => {
      if (path.endsWith('/')) return []
      const found = logTarget(normalize(path))
      return 'path' in found ? [found.path] : this.#note(`${where}: access_log ${target} ${found.why}`)
    })
    if (paths.length === 0) return []
    const condition = args.find((word) => word.startsWith('if='))
    const notes = condition === undefined ? [] : [`${condition}: some requests are not in it`]
    const late = args.filter((word) => /^(buffer|flush)=/.test(word))
    if (late.length > 0) notes.push(`${late.join(' ')}: lines come late and in bursts`)
    return [{ paths, format, where, conditional: condition !== undefined, notes }]
  }

  #note(text: string): [] {
    this.#notes.add(text)
    return []
  }
}
