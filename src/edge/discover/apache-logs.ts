import { isAbsolute, join } from 'node:path/posix'
import type { ApacheConfig, ApacheDirective } from './apache-config.ts'
import { apacheFormat } from './apache-format.ts'
import { logTarget } from './log-target.ts'
import type { AccessLog } from './server-logs.ts'

const COMMON = '%h %l %u %t "%r" %>s %b'

export interface ApacheLogs {
  readonly levels: readonly (readonly AccessLog[])[]
  readonly notes: readonly string[]
}

/** A virtual host writes its own logs, or, when it has none, those of the main server; GlobalLog adds to both. */
export function apacheLogs(config: ApacheConfig): ApacheLogs {
  const notes = new Set<string>(config.notes)
  const named = new Map<string, string>()
  const unnamed = new Map<number, string>()
  for (const { name, args, host } of config.directives) {
    if (name !== 'logformat') continue
    // A virtual host may give a nickname another text, for itself.
    if (args[1] === undefined) unnamed.set(host, args[0]!)
    else named.set(`${host} ${args[1]}`, args[0]!)
  }
  const logs = config.directives.map((directive) => ({
    ...directive,
    log: directive.name === 'logformat' ? null : read(directive),
  }))
  const global = logs.flatMap(({ name, log }) => (name === 'globallog' && log !== null ? [log] : []))
  const ownOf = (host: number) => logs.filter((each) => each.host === host && /^(custom|transfer)log$/.test(each.name))
  const main = ownOf(0)
  const levels = new Map<string, readonly AccessLog[]>()
  for (let host = 0; host <= config.hosts; host++) {
    const own = ownOf(host)
    // Beside virtual hosts the main server may answer nothing; its log counts all the same.
    const level = [...(own.length > 0 ? own : main).flatMap(({ log }) => log ?? []), ...global]
    if (level.length > 0) levels.set(JSON.stringify(level.map(({ paths, format }) => [paths, format])), level)
  }
  return { levels: [...levels.values()], notes: [...notes] }

  function read({ name, args, host, where }: ApacheDirective): AccessLog | null {
    const [target = '', second] = args
    const condition = args.slice(1).find((word) => /^(env|expr)=/.test(word))
    const format = formatOf(name === 'transferlog' || second === condition ? undefined : second, host)
    if (format === null) return note(`${where}: there is no LogFormat ${second}`)
    if (target.startsWith('|'))
      return note(`${where}: the log goes to a program (${target}); name the file that it writes: breakwater run FILE`)
    if (target.includes('${')) return note(`${where}: ${target} has a variable that is set nowhere`)
    const found = logTarget(isAbsolute(target) ? target : join(config.serverRoot, target))
    if (!('path' in found)) return note(`${where}: the log ${found.why}`)
    const notes = condition === undefined ? [] : [`${condition}: some requests are not in it`]
    return { paths: [found.path], format: apacheFormat(format), where, conditional: condition !== undefined, notes }
  }

  function formatOf(word: string | undefined, host: number): string | null {
    if (word === undefined) return unnamed.get(host) ?? unnamed.get(0) ?? COMMON
    return named.get(`${host} ${word}`) ?? named.get(`0 ${word}`) ?? (word.includes('%') ? word : null)
  }

  function note(text: string): null {
    notes.add(text)
    return null
  }
}
