import { isAbsolute, join } from 'node:path/posix'
import { ownProcesses } from './containers.ts'
import type { ServerFiles, ServerProcess } from './server-files.ts'

/** One nginx that runs or is installed. */
export interface NginxInstance {
  readonly config: string
  /** The folder that the paths of logs are relative to. */
  readonly prefix: string
  /** Where it logs when the configuration does not say. */
  readonly usualLog: string
  readonly pid: number | null
}

/** What was decided when the program was built. */
interface Build {
  readonly prefix: string
  readonly config: string
  readonly log: string
}

/** Where packages and builds from source put the program. */
const BINARIES = [
  '/usr/sbin/nginx',
  '/usr/local/nginx/sbin/nginx',
  '/usr/local/openresty/nginx/sbin/nginx',
  '/opt/nginx/sbin/nginx',
  '/usr/local/sbin/nginx',
]
const CONFIGS = ['/etc/nginx/nginx.conf', '/usr/local/etc/nginx/nginx.conf', '/opt/nginx/conf/nginx.conf']
const PACKAGED: Build = { prefix: '/etc/nginx', config: '/etc/nginx/nginx.conf', log: '/var/log/nginx/access.log' }

/** Those that run; when none does, the first that is installed. */
export function findNginx(files: ServerFiles): NginxInstance[] {
  const running = ownProcesses(files).flatMap((process) => {
    const options = masterOptions(process.args)
    return options === null ? [] : [runningInstance(files, process, options)]
  })
  if (running.length > 0)
    return running.filter(({ config }, i) => running.findIndex((other) => other.config === config) === i)
  for (const binary of BINARIES) {
    const build = readBuild(files, binary)
    if (build !== null && files.look(build.config) !== 'missing')
      return [{ config: build.config, prefix: build.prefix, usualLog: build.log, pid: null }]
  }
  const config = CONFIGS.find((path) => files.look(path) !== 'missing')
  return config === undefined ? [] : [{ config, prefix: PACKAGED.prefix, usualLog: PACKAGED.log, pid: null }]
}

/** The options of a master process as one text; null for workers, signals to a master, and other programs. */
function masterOptions(args: readonly string[]): { program: string; options: string } | null {
  const [first = ''] = args
  const title = /^nginx: master process (\S+)\s*(.*)$/s.exec(args.join(' ').trim())
  if (title !== null) return { program: title[1]!, options: title[2]! }
  if (!/(^|\/)nginx$/.test(first) || args.some((word) => /^-[stTvVh?]/.test(word))) return null
  return { program: first, options: args.slice(1).join(' ') }
}

function runningInstance(
  files: ServerFiles,
  { pid, cwd }: ServerProcess,
  { program, options }: { program: string; options: string },
): NginxInstance {
  const build =
    readBuild(files, `/proc/${pid}/exe`) ??
    [program, ...BINARIES]
      .map((path) => (isAbsolute(path) ? readBuild(files, path) : null))
      .find((found) => found !== null) ??
    PACKAGED
  const given = option(options, 'p')
  const prefix = given === undefined ? build.prefix : isAbsolute(given) ? given : join(cwd ?? '/', given)
  const config = option(options, 'c') ?? build.config
  return { config: isAbsolute(config) ? config : join(prefix, config), prefix, usualLog: build.log, pid }
}

/** The value of `-c FILE` or `-cFILE`: up to the next option, because a title has lost where words end. */
function option(options: string, letter: string): string | undefined {
  return new RegExp(`(?:^|\\s)-${letter}\\s*(.+?)(?=\\s+-[a-zA-Z](?:\\s|$)|\\s*$)`, 's').exec(options)?.[1]
}

/** The paths that are compiled in, as `nginx -V` would print them, without running it. */
function readBuild(files: ServerFiles, binary: string): Build | null {
  const found = files.read(binary, 'bytes')
  if ('trouble' in found) return null
  const start = found.text.indexOf('configure arguments: ')
  if (start < 0) return null
  const line = found.text.slice(start, found.text.indexOf('\0', start))
  const path = (name: string) => new RegExp(`\\s--${name}=(\\S+)`).exec(line)?.[1]
  const prefix = path('prefix') ?? '/usr/local/nginx'
  const config = path('conf-path') ?? 'conf/nginx.conf'
  return {
    prefix,
    config: isAbsolute(config) ? config : join(prefix, config),
    log: path('http-log-path') ?? 'logs/access.log',
  }
}
