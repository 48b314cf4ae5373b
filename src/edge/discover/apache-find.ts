import { basename, dirname, isAbsolute, join } from 'node:path/posix'
import { ownProcesses } from './containers.ts'
import type { ServerFiles } from './server-files.ts'

export interface ApacheInstance {
  readonly config: string
  readonly serverRoot: string
  readonly defined: readonly string[]
  readonly pid: number | null
}

/** Debian, Fedora, builds from source, FreeBSD. */
const CONFIGS = [
  '/etc/apache2/apache2.conf',
  '/etc/httpd/conf/httpd.conf',
  '/usr/local/apache2/conf/httpd.conf',
  '/usr/local/etc/apache24/httpd.conf',
  '/etc/apache2/httpd.conf',
]

/** Those that run; when none does, the first that is installed. */
export function findApache(files: ServerFiles): ApacheInstance[] {
  const installed = CONFIGS.find((path) => files.look(path) !== 'missing')
  const running = ownProcesses(files).flatMap(({ pid, args, cwd }) => {
    if (!/^(apache2|httpd)$/.test(basename(args[0] ?? ''))) return []
    const root = optionsOf(args, 'd')[0]
    const config = optionsOf(args, 'f')[0] ?? installed
    if (config === undefined) return []
    const serverRoot = root === undefined ? rootOf(config) : isAbsolute(root) ? root : join(cwd ?? '/', root)
    const path = isAbsolute(config) ? config : join(serverRoot, config)
    return [{ config: path, serverRoot, defined: optionsOf(args, 'D'), pid }]
  })
  if (running.length > 0)
    return running.filter(({ config }, i) => running.findIndex((other) => other.config === config) === i)
  return installed === undefined ? [] : [{ config: installed, serverRoot: rootOf(installed), defined: [], pid: null }]
}

/** What is compiled in: /etc/apache2 of /etc/apache2/apache2.conf, /etc/httpd of /etc/httpd/conf/httpd.conf. */
function rootOf(config: string): string {
  const folder = dirname(config)
  return basename(folder) === 'conf' ? dirname(folder) : folder
}

/** The values of an option: `-f FILE` or `-fFILE`. */
function optionsOf(args: readonly string[], letter: string): string[] {
  return args.flatMap((word, index) => {
    if (word === `-${letter}`) return args[index + 1] ?? []
    return word.startsWith(`-${letter}`) ? word.slice(2) : []
  })
}
