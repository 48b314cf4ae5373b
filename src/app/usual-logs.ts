import { existsSync } from 'node:fs'

/** Where distributions put the access log of nginx and Apache, most common first. */
const USUAL_LOGS = [
  '/var/log/nginx/access.log',
  '/var/log/apache2/access.log',
  '/var/log/httpd/access_log',
  '/usr/local/nginx/logs/access.log',
  '/var/log/nginx-access.log',
]

/** The first usual access log that exists, or undefined. */
export function usualLog(): string | undefined {
  return USUAL_LOGS.find((path) => existsSync(path))
}

export const usualLogsText = USUAL_LOGS.join(', ')
