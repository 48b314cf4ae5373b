import { readApacheConfig } from './apache-config.ts'
import { findApache } from './apache-find.ts'
import { apacheLogs } from './apache-logs.ts'
import { readNginxConfig } from './nginx-config.ts'
import { findNginx } from './nginx-find.ts'
import { nginxLogs } from './nginx-logs.ts'
import type { ServerFiles } from './server-files.ts'
import type { ServerLogs } from './server-logs.ts'

/** What the web servers of this machine log: those that run first, nginx before Apache, because it stands in front. */
export function discover(files: ServerFiles): ServerLogs[] {
  const nginx = findNginx(files).map(({ config, prefix, usualLog, pid }): ServerLogs => {
    const read = readNginxConfig(files, config)
    const { levels, syslog, notes } = nginxLogs(read, prefix, usualLog)
    return { server: 'nginx', config, pid, levels, syslog, notes: [...read.notes, ...notes] }
  })
  const apache = findApache(files).map(({ config, serverRoot, defined, pid }): ServerLogs => {
    const { levels, notes } = apacheLogs(readApacheConfig(files, config, serverRoot, defined))
    return { server: 'Apache', config, pid, levels, syslog: [], notes }
  })
  const all = [...nginx, ...apache]
  return [...all.filter(({ pid }) => pid !== null), ...all.filter(({ pid }) => pid === null)]
}
