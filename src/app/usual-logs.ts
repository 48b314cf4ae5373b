import type { ServerFiles } from '../edge/discover/server-files.ts'

/** Where servers put their access logs when nobody says otherwise: one entry a server, most common first. */
const USUAL_LOGS = [
  '/var/log/nginx/access.log',
  '/var/log/apache2/access.log',
  '/var/log/httpd/access_log',
  '/usr/local/nginx/logs/access.log',
  '/var/log/nginx-access.log',
  '/var/log/caddy/*access*.log',
  '/var/log/caddy/*.log',
  '/var/log/traefik/*access*.log',
  '/var/log/haproxy.log',
  '/var/log/haproxy/*.log',
  '/data/logs/proxy-host-*_access.log',
]

/** The first usual log that exists, readable or not; a pattern gives all that match now and later. */
export function usualLog(files: ServerFiles): string | undefined {
  return USUAL_LOGS.find((pattern) => files.expand(pattern).some((path) => /file|denied/.test(files.look(path))))
}

export const usualLogsText = USUAL_LOGS.join(', ')
