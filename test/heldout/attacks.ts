import { type EpochMilliseconds, HOUR, SECOND } from '../../src/domain/units.ts'
import type { Client } from './clients.ts'
import type { Hit, Log } from './log.ts'

const ROOTS = [
  '',
  '/api',
  '/app',
  '/admin',
  '/backend',
  '/blog',
  '/dev',
  '/laravel',
  '/new',
  '/old',
  '/public',
  '/shop',
  '/site',
  '/src',
  '/test',
  '/v1',
  '/web',
  '/wp',
]
const FILES = [
  '/.env',
  '/.env.bak',
  '/.env.local',
  '/.env.production',
  '/.git/config',
  '/.git/HEAD',
  '/.aws/credentials',
  '/.svn/entries',
  '/.vscode/sftp.json',
  '/config.json',
  '/config.php.bak',
  '/phpinfo.php',
  '/info.php',
  '/debug/default/view?panel=config',
  '/wp-config.php.bak',
  '/wp-config.php~',
  '/docker-compose.yml',
  '/composer.json',
  '/server-status',
  '/storage/logs/laravel.log',
]
const PLACES = [
  '/phpmyadmin/index.php',
  '/pma/index.php',
  '/myadmin/index.php',
  '/phpMyAdmin-5.1.1/index.php',
  '/mysql/admin/index.php',
  '/adminer.php',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
  '/cgi-bin/luci/;stok=/locale',
  '/boaform/admin/formLogin',
  '/HNAP1/',
  '/actuator/health',
  '/actuator/env',
  '/solr/admin/info/system',
  '/manager/html',
  '/console/',
  '/jenkins/script',
  '/owa/auth/logon.aspx',
  '/autodiscover/autodiscover.json',
  '/remote/login',
  '/dana-na/auth/url_default/welcome.cgi',
  '/backup.zip',
  '/backup.sql',
  '/dump.sql',
  '/db.sql.gz',
  '/site.tar.gz',
  '/www.zip',
  '/wp-content/plugins/wp-file-manager/readme.txt',
  '/wp-content/plugins/revslider/release_log.html',
  '/wp-content/debug.log',
  '/xmlrpc.php?rsd',
  '/shell.php',
  '/alfa.php',
  '/wso.php',
  '/c99.php',
  '/up.php',
  '/about.php',
  '/radio.php',
  '/wp-content/uploads/2023/x.php',
  '/geoserver/web/',
  '/struts/index.action',
]

/** Some 400 paths that scanners ask for. */
export const PROBES: readonly string[] = [...PLACES, ...ROOTS.flatMap((root) => FILES.map((file) => root + file))]

interface Attack {
  readonly from: EpochMilliseconds
  readonly hours: number
  /** Requests a second. */
  readonly rate: number
  readonly isSteady?: boolean
}

/** A site has a right to wonder about somebody who sends so many requests a second. */
const STRANGE = 0.5

/** Sends requests, one after another. */
export function send(
  log: Log,
  client: Client,
  { from, hours, rate, isSteady = false }: Attack,
  hit: (i: number) => Hit,
): Client {
  let i = 0
  if (rate >= STRANGE) log.excuse(from, from + hours * HOUR)
  for (const at of log.times(from, from + hours * HOUR, SECOND / rate, isSteady)) {
    const { method, path, status, bytes, referrer } = hit(i++)
    log.hit(client, at, method, path, status, bytes, referrer)
  }
  return client
}

/** Guesses passwords. `answer`: what a wrong one gets. */
export function bruteForce(
  log: Log,
  client: Client,
  attack: Attack,
  path: string,
  status: number,
  bytes: number,
): Client {
  log.attack(client, 'source-brute-force', attack.from, attack.from + attack.hours * HOUR)
  return send(log, client, attack, () => ({ method: 'POST', path, status, bytes }))
}

/** Looks for what should not be there. */
export function scan(log: Log, client: Client, attack: Attack, status = 404, bytes = 548, paths = PROBES): Client {
  log.attack(client, 'source-scan', attack.from, attack.from + attack.hours * HOUR)
  const first = log.random.below(paths.length)
  return send(log, client, attack, (i) => ({
    method: 'GET',
    path: paths[(first + i * 7) % paths.length]!,
    status,
    bytes,
  }))
}

export function flood(log: Log, client: Client, attack: Attack, path: (i: number) => string, bytes = 9_000): Client {
  log.attack(client, 'source-flood', attack.from, attack.from + attack.hours * HOUR)
  return send(log, client, attack, (i) => ({
    method: 'GET',
    path: path(i),
    status: 200,
    bytes: log.around(bytes, 0.2),
  }))
}

/** Takes everything, page by page, and nothing that belongs to a page. */
export function scrape(log: Log, client: Client, attack: Attack, path: (i: number) => string, bytes = 30_000): Client {
  log.attack(client, 'source-scrape', attack.from, attack.from + attack.hours * HOUR)
  return send(log, client, attack, (i) => ({
    method: 'GET',
    path: path(i),
    status: log.random.next() < 0.01 ? 404 : 200,
    bytes: log.around(bytes, 0.3),
  }))
}
