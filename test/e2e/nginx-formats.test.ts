// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of nginx
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ParsedLine, parseLine } from '../../src/edge/parse/nginx-line.fixture.ts'
import type { Recogniser } from '../../src/edge/parse/recognise.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { freePort } from './free-port.ts'
import { nginxTrouble } from './nginx-server.ts'
import { ask, type SeenRequest, startBackend } from './seen-request.ts'
import { waitUntil } from './wait-until.ts'

/** As the products ship them. */
const FORMATS = {
  'ingress-nginx':
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id',
  'nginx-proxy-manager':
    '[$time_local] $upstream_cache_status $upstream_status $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] [Sent-to $server] "$http_user_agent" "$http_referer"',
  'nginx-proxy-manager-standard':
    '[$time_local] $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] "$http_user_agent" "$http_referer"',
}
type Name = keyof typeof FORMATS
/** Whoever is only mentioned. */
const VICTIM = '203.0.113.66'

const trouble = nginxTrouble()
if (trouble) process.stdout.write(`skipped, nginx of other products: ${trouble}\n`)

describe.skipIf(trouble !== undefined)('real nginx with the formats of other products', () => {
  let folder: string
  let nginx: ChildProcess
  let ended: Promise<unknown>
  let backend: Awaited<ReturnType<typeof startBackend>>
  const seen: SeenRequest[] = []
  const log = (name: string) => join(folder, `${name}.log`)
  const linesOf = (name: string) =>
    readFileSync(log(name), 'utf8')
      .split('\n')
      .filter((line) => /127\.0\.0\.[2-9]/.test(line))
  const read = (name: Name): ParsedLine[] => {
    const parser = createParser(name)
    return linesOf(name).map((line) => parseLine(parser, line))
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-nginx-formats-'))
    backend = await startBackend()
    const port = await freePort()
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    )
    const formats = Object.entries(FORMATS).map(([name, format]) => `log_format ${name} '${format}';`)
    const logs = Object.keys(FORMATS).map((name) => `access_log ${log(name)} ${name};`)
    writeFileSync(
      join(folder, 'nginx.conf'),
      `user root; daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  ${temporary.join(' ')}
  ${formats.join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    set $proxy_upstream_name shop-web-80; set $proxy_alternative_upstream_name ''; set $req_id $request_id;
    set $server 127.0.0.1;
    ${logs.join('\n    ')}
    location / { proxy_pass http://127.0.0.1:${backend.port}; }
    location /own { return 403; }
  }
}
`,
    )
    nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: 'ignore' })
    ended = new Promise((resolve) => nginx.once('close', resolve))
    let answered = false
    await waitUntil('nginx to start', 10_000, () => {
      if (answered) return true
      ask({ port, address: '127.0.0.1', path: '/' }).then(
        () => {
          answered = true
        },
        () => undefined,
      )
      return false
    })
    const headers = { 'user-agent': `x" [Client ${VICTIM}] 9 0.9 [a] [b] "`, referer: `"${VICTIM}`, host: VICTIM }
    seen.push(await ask({ port, address: '127.0.0.2', path: '/a' }))
    seen.push(await ask({ port, address: '127.0.0.3', path: '/missing', method: 'POST' }))
    seen.push(await ask({ port, address: '127.0.0.4', path: `/"[Client_${VICTIM}]"`, headers }))
    seen.push(await ask({ port, address: '127.0.0.5', path: '/slow', headers }))
    seen.push(await ask({ port, address: '127.0.0.6', path: '/own', headers }))
    const isComplete = (name: string) => linesOf(name).length === seen.length
    await waitUntil('all lines', 10_000, () => Object.keys(FORMATS).every(isComplete))
  })
  afterAll(async () => {
    nginx?.kill('SIGTERM')
    await ended
    await backend?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it.each(Object.keys(FORMATS) as Name[])('%s: tells what the clients saw', (name) => {
    const lines = read(name)
    expect(lines.map(({ code, address, status, bytes }) => ({ code, address, status, bytes }))).toEqual(
      seen.map(({ address, status, bytes }) => ({ code: 'valid', address, status, bytes })),
    )
    expect(lines.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET', 'GET'])
    for (const [index, { second }] of lines.entries()) {
      expect(second).toBeGreaterThanOrEqual(Math.floor(seen[index]!.from / 1_000))
      expect(second).toBeLessThanOrEqual(seen[index]!.to / 1_000)
    }
  })

  it('ingress-nginx: tells the duration that the client waited for', () => {
    const { duration } = read('ingress-nginx')[3]!
    expect(duration).toBeGreaterThanOrEqual(50)
    expect(duration).toBeLessThanOrEqual(seen[3]!.to - seen[3]!.from + 2)
  })

  it.each(Object.keys(FORMATS))('%s: is recognised', (name) => {
    const parser = createParser('auto') as Recogniser
    for (const line of linesOf(name)) expect(parseLine(parser, line).code).toBe('valid')
    expect(parser.format).toBe(name)
  })
})
