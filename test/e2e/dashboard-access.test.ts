import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AllowView } from '../../src/domain/control.ts'
import { selfSigned } from '../../src/lib/self-signed.fixture.ts'
import { singleFlood } from '../../src/simulate/attacks/single-flood.ts'
import { chromiumTrouble, openBrowser } from './browser.ts'
import { Daemon } from './daemon.ts'
import { freePort } from './free-port.ts'
import { nginxTrouble } from './nginx-server.ts'
import { SimulatedSite } from './simulated-site.ts'
import { waitUntil } from './wait-until.ts'

const NAME = 'status.example.net'
const PASSWORD = 'correct horse battery staple'

const trouble =
  chromiumTrouble() ??
  nginxTrouble() ??
  (spawnSync('openssl', ['version']).error ? 'the Debian package openssl is missing' : undefined)
if (trouble) process.stdout.write(`skipped, the dashboard on a public domain: ${trouble}\n`)

let folder: string
let site: SimulatedSite
let daemon: Daemon
let browser: Browser
let tls: number
let port: number
let nginx: ReturnType<typeof spawn>

/** nginx with a certificate of its own, as a site that shows its page to everybody has it. */
async function startNginx(): Promise<ReturnType<typeof spawn>> {
  const place = join(folder, 'nginx')
  mkdirSync(place)
  await selfSigned(place, NAME)
  writeFileSync(
    join(place, 'nginx.conf'),
    `user root; daemon off; worker_processes 1; pid ${place}/nginx.pid; error_log ${place}/error.log;
events { worker_connections 256; }
http {
  access_log off; client_body_temp_path ${place}/body; proxy_temp_path ${place}/proxy; fastcgi_temp_path ${place}/fastcgi;
  uwsgi_temp_path ${place}/uwsgi; scgi_temp_path ${place}/scgi;
  server {
    listen 127.0.0.1:${tls} ssl; server_name ${NAME};
    ssl_certificate ${place}/cert.pem; ssl_certificate_key ${place}/key.pem;
    location / {
      proxy_pass http://127.0.0.1:${port};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`,
  )
  return spawn('nginx', ['-c', join(place, 'nginx.conf'), '-e', join(place, 'error.log')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function newPage(path: string): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  await page.goto(`https://${NAME}:${tls}${path}`)
  return page
}

/** Answer to a request that came over TLS. */
function ask(
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
) {
  const { method = 'GET', headers = {}, body } = options
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const asked = request(
      {
        ...{ host: '127.0.0.1', port: tls, path, method, rejectUnauthorized: false, servername: NAME },
        headers: { host: `${NAME}:${tls}`, ...headers },
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part) => {
          text += part
        })
        answer.once('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }))
      },
    )
    asked.once('error', reject)
    asked.end(body)
  })
}

const signIn = (password: string, more: Record<string, string> = {}) =>
  ask('/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...more },
    body: JSON.stringify({ password }),
  })

beforeAll(async () => {
  if (trouble) return
  folder = mkdtempSync(join(tmpdir(), 'breakwater-public-'))
  ;[tls, port] = [await freePort(), await freePort()]
  site = new SimulatedSite(join(folder, 'access.log'))
  const config = join(folder, 'breakwater.yaml')
  writeFileSync(
    config,
    `trusted_proxies: ["127.0.0.1"]
server: { listen: "127.0.0.1:${port}", public_url: "https://${NAME}:${tls}", public: true, password: "${PASSWORD}", name: The shop }
`,
  )
  daemon = new Daemon([site.log, '-c', config, '--state-dir', join(folder, 'state'), '-o', 'ndjson'])
  await daemon.message('the dashboard is at', 30_000)
  nginx = await startNginx()
  await waitUntil('nginx', 10_000, () => existsSync(join(folder, 'nginx', 'nginx.pid')))
  browser = await openBrowser([], undefined, [`--host-resolver-rules=MAP ${NAME} 127.0.0.1`])
})
afterAll(async () => {
  if (trouble) return
  await browser?.close()
  nginx?.kill('SIGTERM')
  await daemon?.stop()
  site?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(trouble)('the dashboard behind nginx with TLS, on a domain for everybody', () => {
  it('shows everybody the state, and no address in full, no limit, no evidence', async () => {
    const page = await newPage('/')
    await page.getByText('The shop').first().waitFor()
    const { addresses } = site.attack(singleFlood, 10)
    const attacker = addresses[0]!
    const network = attacker.replace(/\d+$/, '0/24')
    await page.getByText(network).first().waitFor({ timeout: 20_000 })
    const text = (await page.locator('body').textContent())!
    expect(text).not.toContain(attacker)
    for (const path of [
      'status',
      'bans',
      'sources',
      'incidents',
      'audit',
      'settings',
      'frame',
      'lab/files',
      `explain/${attacker}`,
    ])
      expect([path, (await ask(`/api/v1/${path}`)).status]).toEqual([path, 401])
    const frame = (await ask('/api/v1/public')).text
    expect(frame).not.toContain(attacker)
    expect(frame).not.toContain(folder)
    await page.context().close()
  })

  it('streams through nginx without being held back, each second', async () => {
    const page = await newPage('/')
    const gaps: number[] = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const times: number[] = []
          const stream = new EventSource('/api/v1/live')
          stream.addEventListener('public', () => {
            times.push(performance.now())
            if (times.length === 6) {
              stream.close()
              resolve(times.slice(1).map((time, index) => time - times[index]!))
            }
          })
        }),
    )
    // One a second; at most three seconds are promised.
    expect(Math.max(...gaps)).toBeLessThan(3_000)
    await page.context().close()
  })

  it('lets in by the password, with a cookie that other sites cannot send, and out again', async () => {
    const page = await newPage('/')
    await page.getByRole('button', { name: 'Sign in' }).first().click()
    await page.getByLabel('Name').fill('mara')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).last().click()
    await page.getByRole('button', { name: 'Sign out' }).waitFor({ timeout: 10_000 })
    await page.locator('.live-live').waitFor({ timeout: 10_000 })
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict' })
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).first().waitFor()
    await page.context().close()
  })

  it('forbids what a page of another site would send', async () => {
    const { headers, text } = await signIn(PASSWORD)
    const cookie = String(headers['set-cookie']).split(';')[0]!
    const token = JSON.parse(text).token
    const body = JSON.stringify({ address: '198.51.100.9', duration_s: 60, author: 'x', reason: 'x' })
    const ban = (more: Record<string, string>) =>
      ask('/api/v1/bans', { method: 'POST', headers: { 'content-type': 'application/json', cookie, ...more }, body })
    expect((await ban({})).status).toBe(403)
    expect((await ban({ 'x-breakwater-token': token, origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask('/api/v1/public', { headers: { host: 'evil.example' } })).status).toBe(403)
    expect((await ban({ 'x-breakwater-token': token })).status).toBe(201)
    const first = await ask('/')
    expect(first.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'strict-transport-security': expect.any(String),
      'x-content-type-options': 'nosniff',
    })
  })

  it('keeps who signed in from being banned for a day', async () => {
    const { headers } = await signIn(PASSWORD, { 'x-forwarded-for': '198.51.100.77' })
    const cookie = String(headers['set-cookie']).split(';')[0]!
    const listed = JSON.parse((await ask('/api/v1/allow', { headers: { cookie } })).text) as AllowView[]
    const entry = listed.find(({ network }) => network === '198.51.100.77')
    expect(entry).toMatchObject({ origin: 'operator', author: 'breakwater' })
    expect(Date.parse(entry!.until!) - Date.parse(entry!.since!)).toBe(86_400_000)
  })

  it('locks out who guesses, and says for how long', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 8; i++) statuses.push((await signIn(`guess ${i}`)).status)
    expect(statuses[0]).toBe(401)
    expect(statuses.at(-1)).toBe(429)
    const locked = await signIn(PASSWORD)
    expect([locked.status, locked.headers['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/)])
    expect(daemon.messages).not.toContain(PASSWORD)
  })
})
