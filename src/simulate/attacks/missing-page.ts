import type { Random } from '../../lib/random.ts'
import type { Exchange } from './script.ts'

const COMMON = [
  '/.env',
  '/.git/config',
  '/wp-login.php',
  '/wp-admin/setup-config.php',
  '/xmlrpc.php',
  '/phpmyadmin/index.php',
  '/admin.php',
  '/config.json',
  '/server-status',
  '/backup.sql',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
  '/actuator/env',
  '/cgi-bin/test.cgi',
  '/.aws/credentials',
  '/solr/admin/info/system',
  '/boaform/admin/formLogin',
]
const NUMBERED = [
  '/backup/{n}.zip',
  '/old/{n}/index.php',
  '/api/v1/users/{n}/export',
  '/uploads/{n}.php',
  '/dump-{n}.sql',
]

/** The nth path of a scanner's list, all of them different; no site has them. */
export function missingPath(n: number): string {
  const common = COMMON[n]
  if (common !== undefined) return common
  const rest = n - COMMON.length
  return NUMBERED[rest % NUMBERED.length]!.replace('{n}', String(Math.floor(rest / NUMBERED.length)))
}

/** A scanner's request: nearly always not found, now and then forbidden. */
export function missingPage(path: string, agent: string, random: Random): Exchange {
  return {
    method: 'GET',
    path,
    status: random.below(12) === 0 ? 403 : 404,
    bytes: 150 + random.below(400),
    duration: 1 + random.below(10),
    agent,
    referrer: '',
  }
}
