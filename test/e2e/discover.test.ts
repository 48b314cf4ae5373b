import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Daemon } from './daemon.ts'
import { nginxTrouble } from './nginx-server.ts'
import { waitUntil } from './wait-until.ts'

const trouble = nginxTrouble()
if (trouble) process.stdout.write(`skipped, discovery of a real nginx: ${trouble}\n`)
const isRoot = process.getuid?.() === 0

/** Other servers may run on this machine: only what is told of this one is looked at. */
describe.skipIf(trouble !== undefined)('breakwater run without a log, beside a real nginx', () => {
  let folder: string
  let nginx: ChildProcess
  let daemon: Daemon | null = null

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-discover-'))
    chmodSync(folder, 0o755)
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
    for (const name of ['conf.d', 'sites', 'logs', 'www', 'state', 'other-state']) mkdirSync(join(folder, name))
    chmodSync(join(folder, 'other-state'), 0o777)
    write('www/index.html', 'hello\n')
    write(
      'nginx.conf',
      `${isRoot ? 'user root; ' : ''}daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
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
  '"status":$status,"uri":"$request_uri", "took":$request_time}';
log_format useless '$remote_addr';
map $uri $shop_log { default ${folder}/logs/shop.log; ~^/health ${folder}/logs/health.log; }
`,
    )
    write(
      'sites/shop',
      `server { listen unix:${folder}/shop.sock; root ${folder}/www; access_log $shop_log shop;
  location /quiet { access_log off; }
}
server { listen unix:${folder}/old.sock; root ${folder}/www; access_log logs/old.log useless; }
server { listen unix:${folder}/blog.sock; root ${folder}/www; access_log logs/blog.log; set_real_ip_from unix:; real_ip_header X-Real-IP; }
`,
    )
    const args = ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log'), '-p', `${folder}/`]
    nginx = spawn('nginx', args, { stdio: ['ignore', 'ignore', 'inherit'] })
    await waitUntil('nginx to start', 10_000, () => existsSync(join(folder, 'nginx.pid')))
  })
  afterEach(async () => {
    await daemon?.stop()
    daemon = null
  })
  afterAll(async () => {
    const ended = new Promise((resolve) => nginx.once('close', resolve))
    nginx.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })

  function get(socket: string, path: string, address: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { host: 'shop.example', 'x-real-ip': address }
      const sent = request({ socketPath: join(folder, socket), path, headers }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode!))
      })
      sent.once('error', reject).end()
    })
  }

  it('says which logs were found, where, in which format, and reads a request', async () => {
    const counts = join(folder, 'counts.json')
    daemon = new Daemon(['--state-dir', join(folder, 'state'), '--counts', counts, '-o', 'ndjson'])
    await daemon.message(
      `${folder}/logs/shop.log: found by ${folder}/sites/shop:1 (nginx, pid ${nginx.pid}), format shop`,
    )
    await daemon.message(`${folder}/logs/health.log: found by`)
    await daemon.message(
      `${folder}/logs/blog.log: found by ${folder}/sites/shop:5 (nginx, pid ${nginx.pid}), format combined`,
    )
    await daemon.message(`access_log off at ${folder}/sites/shop:2`)
    await daemon.message(`${folder}/logs/old.log (${folder}/sites/shop:4): the log format has no status`)
    expect(daemon.messages).not.toContain('unused.log')
    expect(daemon.messages).not.toContain('demo')
    await waitUntil('the logs to be open', 5_000, () => existsSync(counts))
    expect(await get('blog.sock', '/', '203.0.113.9')).toBe(200)
    await waitUntil('the request to be counted', 10_000, () => {
      const { per_ip } = JSON.parse(readFileSync(counts, 'utf8'))[`${folder}/logs/blog.log`] ?? {}
      return per_ip?.['203.0.113.9'] === 1
    })
  })

  it.skipIf(!isRoot)('says what to do when it may not read the log, and shows no demo', async () => {
    chmodSync(join(folder, 'logs'), 0o700)
    const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']
    daemon = new Daemon(['--state-dir', join(folder, 'other-state')], nobody)
    await daemon.message(`${folder}/logs/blog.log: not readable`)
    expect(daemon.messages).toContain('usermod -aG adm')
    expect(daemon.messages).not.toContain('demo')
  })
})
