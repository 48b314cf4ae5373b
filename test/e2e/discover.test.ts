// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of Apache look like those of templates
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { IsolatedDaemon, isolationTrouble } from './isolated-servers.ts'
import { nginxTrouble } from './nginx-server.ts'
import { waitUntil } from './wait-until.ts'

const MODULES = '/usr/lib/apache2/modules'
const trouble = isolationTrouble()
const withoutNginx = trouble ?? nginxTrouble()
const withoutApache =
  trouble ?? (existsSync('/usr/sbin/apache2') ? undefined : 'apache2 is not installed (Debian package apache2-bin)')
if (withoutNginx) process.stdout.write(`skipped, discovery of a real nginx: ${withoutNginx}\n`)
if (withoutApache) process.stdout.write(`skipped, discovery of a real Apache: ${withoutApache}\n`)

let folder: string
let daemon: IsolatedDaemon | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-discover-'))
  chmodSync(folder, 0o755)
  for (const name of ['conf.d', 'sites', 'logs', 'www', 'state']) mkdirSync(join(folder, name))
  chmodSync(join(folder, 'state'), 0o777)
  write('www/index.html', 'hello\n')
})
afterEach(async () => {
  await daemon?.stop()
  daemon = null
  rmSync(folder, { recursive: true, force: true })
})

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

/** Status of the answer of a server on a socket in the folder. */
function get(socket: string, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host: 'shop.example', 'x-real-ip': address }
    request({ socketPath: join(folder, socket), path: '/', headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode!))
    })
      .once('error', reject)
      .end()
  })
}

/** A port that was free a moment ago: Apache takes no 0. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function counted(log: string, address: string): Promise<boolean> {
  return waitUntil(`a request of ${address} to be counted`, 15_000, () => {
    const counts = existsSync(join(folder, 'counts.json'))
      ? JSON.parse(readFileSync(join(folder, 'counts.json'), 'utf8'))
      : {}
    return counts[join(folder, log)]?.per_ip?.[address] === 1
  })
}

describe.skipIf(withoutNginx !== undefined)('breakwater run without a log, beside a real nginx', () => {
  /** `more`: arguments of the daemon; `as`: a command that starts it. */
  function start(more: readonly string[], as: readonly string[] = []): IsolatedDaemon {
    write(
      'nginx.conf',
      `user root; daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  include conf.d/*.conf;
  access_log ${folder}/logs/unused.log;
  include sites/*;
}
`,
    )
    write(
      'conf.d/log.conf',
      `log_format shop escape=json '{"time":"$time_iso8601","client":"$remote_addr",'
  '"status":$status,"uri":"$request_uri", "took":$request_time,"remote_addr":"$remote_addr"}';
log_format useless '$remote_addr';
map $uri $shop_log { default shop; ~^/health health; }
set_real_ip_from unix:;
`,
    )
    write(
      'sites/shop',
      `server { listen unix:${folder}/shop.sock; root ${folder}/www; access_log ${folder}/logs/$shop_log.log shop;
  location /quiet { access_log off; }
}
server { listen unix:${folder}/old.sock; root ${folder}/www; access_log logs/old.log useless; }
server { listen unix:${folder}/blog.sock; root ${folder}/www; access_log logs/blog.log; }
`,
    )
    const server = `nginx -c ${folder}/nginx.conf -e ${folder}/error.log -p ${folder}/`
    const args = ['--state-dir', join(folder, 'state'), ...more]
    return new IsolatedDaemon(server, join(folder, 'nginx.pid'), args, as)
  }

  it('says which logs were found, where, in which format, and reads requests of each', async () => {
    daemon = start(['--counts', join(folder, 'counts.json')])
    await daemon.message(
      `observing ${folder}/logs/shop.log, ${folder}/logs/health.log, ${folder}/logs/blog.log as one site`,
      15_000,
    )
    await daemon.message(`${folder}/logs/blog.log: found by ${folder}/sites/shop:5 (nginx, pid`)
    expect(daemon.messages).toMatch(/shop\.log: found by \S+\/sites\/shop:1 \(nginx, pid \d+\), format shop\n/)
    expect(daemon.messages).toContain(`access_log off at ${folder}/sites/shop:2`)
    expect(daemon.messages).toContain(`${folder}/logs/old.log (${folder}/sites/shop:4): the log format has no status`)
    await waitUntil('the daemon to read', 15_000, () => existsSync(join(folder, 'counts.json')))
    expect(await get('blog.sock', '203.0.113.9')).toBe(200)
    await counted('logs/blog.log', '203.0.113.9')
    expect(await get('shop.sock', '203.0.113.10')).toBe(200)
    await counted('logs/shop.log', '203.0.113.10')
    expect(daemon.messages).not.toContain('demo')
  })

  it('says what to do when it may not read the log, and shows no demo', async () => {
    chmodSync(join(folder, 'logs'), 0o700)
    daemon = start([], ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'])
    await daemon.message(`${folder}/logs/blog.log: not readable`, 15_000)
    expect(daemon.messages).toContain('usermod -aG adm')
    expect(daemon.messages).not.toContain('demo')
  })
})

describe.skipIf(withoutApache !== undefined)('breakwater run without a log, beside a real Apache', () => {
  it('takes the log of a virtual host, with the variables of envvars', async () => {
    const port = await freePort()
    const load = ['mpm_event', 'authz_core'].map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`)
    write('envvars', `export APACHE_LOG_DIR=${folder}/logs$SUFFIX\n`)
    write(
      'apache2.conf',
      `ServerRoot ${folder}\nServerName shop.example\nPidFile ${folder}/apache.pid\nErrorLog ${folder}/error.log\nListen 127.0.0.1:${port}
User www-data
Group www-data
DocumentRoot ${folder}/www
${load.join('\n')}
Define SITE \${APACHE_LOG_DIR}/shop.log
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" usual
IncludeOptional sites/*.conf
`,
    )
    write('sites/shop.conf', '<VirtualHost *:*>\nCustomLog ${SITE} usual\n</VirtualHost>\n')
    const server = `env APACHE_LOG_DIR=${folder}/logs /usr/sbin/apache2 -d ${folder} -f apache2.conf -DFOREGROUND`
    daemon = new IsolatedDaemon(server, join(folder, 'apache.pid'), [
      '--state-dir',
      join(folder, 'state'),
      '--counts',
      join(folder, 'counts.json'),
    ])
    await daemon.message(`${folder}/logs/shop.log: found by ${folder}/sites/shop.conf:2 (Apache, pid`, 15_000)
    expect(daemon.messages).toContain('format combined\n')
    await waitUntil('the daemon to read', 15_000, () => existsSync(join(folder, 'counts.json')))
    expect((await fetch(`http://127.0.0.1:${port}/index.html`)).status).toBe(200)
    await counted('logs/shop.log', '127.0.0.1')
  })
})
