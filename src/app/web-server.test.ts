import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import { CidrSet } from '../lib/cidr-set.ts'
import { systemClock } from '../lib/clock.ts'
import { FakeDesk } from '../server/fake-desk.fixture.ts'
import { FakeSiteDesk } from '../server/fake-site-desk.fixture.ts'
import { startControl } from './control-server.ts'
import { type RunningWeb, startWeb, type WebParts } from './web-server.ts'

let folder: string
const running: { close(): Promise<void> }[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-web-'))
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
  rmSync(folder, { recursive: true })
})

const signedIn: string[] = []

function parts(server: Partial<WebParts['server']> = {}): WebParts {
  return {
    ...{ desk: new FakeDesk(), site: new FakeSiteDesk(), version: '0.1.0', clock: systemClock },
    server: { ...defaultConfig.server, listen: '127.0.0.1:0', ...server },
    trusted: () => new CidrSet([]),
    onFault: () => {},
    onSignIn: (address) => signedIn.push(address),
    dashboard: join(folder, 'dashboard'),
  }
}

async function start(server?: Partial<WebParts['server']>): Promise<RunningWeb> {
  const web = (await startWeb(parts(server)))!
  running.push(web)
  return web
}

describe('the web server', () => {
  it('serves the files of the build and none beside them', async () => {
    mkdirSync(join(folder, 'dashboard/assets'), { recursive: true })
    writeFileSync(join(folder, 'dashboard/index.html'), '<title>Built</title>'.repeat(50))
    writeFileSync(join(folder, 'dashboard/assets/main-AbCdEf12.js'), 'go()')
    writeFileSync(join(folder, 'dashboard/assets/source.map'), 'no')
    writeFileSync(join(folder, 'dashboard/.secret.txt'), 'no')
    writeFileSync(join(folder, 'outside.txt'), 'no')
    symlinkSync(join(folder, 'outside.txt'), join(folder, 'dashboard/link.txt'))
    const { address } = await start()
    const page = await fetch(`${address}bans`)
    expect([await page.text(), page.headers.get('content-encoding')]).toEqual([
      '<title>Built</title>'.repeat(50),
      'gzip',
    ])
    const script = await fetch(`${address}assets/main-AbCdEf12.js`)
    expect([await script.text(), script.headers.get('cache-control'), script.headers.get('content-type')]).toEqual([
      ...['go()', 'public, max-age=31536000, immutable', 'text/javascript; charset=utf-8'],
    ])
    for (const path of ['assets/source.map', '.secret.txt', 'link.txt', 'outside.txt', '..%2foutside.txt'])
      expect((await fetch(address + path)).status, path).toBe(404)
  })

  it('says what to do when there is no build', async () => {
    const { address } = await start()
    expect(await (await fetch(address)).text()).toContain('npm run build')
    expect((await fetch(`${address}api/v1/status`)).status).toBe(200)
  })

  it('is not there when it is off, and not where everybody would see everything', async () => {
    expect(await startWeb(parts({ listen: null }))).toBeNull()
    for (const server of [{ listen: '0.0.0.0:0' }, { public_url: 'https://logs.example' }])
      await expect(startWeb(parts({ ...server, public: true }))).rejects.toMatchObject({ code: 'BW_CONFIG' })
    expect((await start({ listen: '0.0.0.0:0', token: 't'.repeat(24) })).address).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/$/,
    )
    expect((await start({ public_url: 'https://logs.example', token: 't'.repeat(24) })).address).toBe(
      'https://logs.example/',
    )
  })

  it('lets whoever may open the control socket sign in by a link, once', async () => {
    const web = await start({ password: 'correct horse battery' })
    let links: RunningWeb['links'] | null = null
    const site = new FakeSiteDesk()
    running.push(
      await startControl(new FakeDesk(), folder, { version: '0.1.0', onFault: () => {}, site, links: () => links }),
    )
    expect(await ask('/api/v1/sign-in-codes', { author: 'mara' })).toMatchObject([503, { error: 'no-dashboard' }])
    links = web.links
    const [status, link] = await ask<{ url: string; expires_s: number }>('/api/v1/sign-in-codes', { author: 'mara' })
    expect([status, link.expires_s]).toEqual([200, 120])
    const code = new URL(link.url).hash.replace('#code=', '')
    expect(link.url.startsWith(web.address)).toBe(true)
    const signIn = () =>
      fetch(`${web.address}api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      })
    const first = await signIn()
    expect([first.status, await first.json()]).toMatchObject([200, { role: 'operator', name: 'mara' }])
    expect(signedIn).toEqual(['127.0.0.1'])
    expect((await signIn()).status).toBe(401)
    // Not on TCP: whoever reaches that is nobody yet.
    const stranger = await fetch(`${web.address}api/v1/sign-in-codes`, { method: 'POST' })
    expect(stranger.status).toBe(404)
  })

  it('gives the stream over the control socket too', async () => {
    const site = new FakeSiteDesk()
    running.push(await startControl(new FakeDesk(), folder, { version: '0.1.0', onFault: () => {}, site }))
    const text = await new Promise<string>((resolve, reject) => {
      const asked = request({ socketPath: join(folder, 'control.sock'), path: '/api/v1/live' }, (answer) => {
        let all = ''
        answer.setEncoding('utf8').on('data', (chunk) => {
          all += chunk
          if (!all.includes('\n\nid: ')) return
          answer.destroy()
          resolve(all)
        })
      })
      asked.once('error', reject).end()
    })
    expect(text).toContain(`retry: 3000\n\nid: ${site.now}\nevent: frame\ndata: {`)
  })
})

function ask<T>(path: string, body: object): Promise<[number, T]> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const asked = request({ socketPath: join(folder, 'control.sock'), path, method: 'POST', headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      answer.once('end', () => resolve([answer.statusCode!, JSON.parse(text)]))
    })
    asked.once('error', reject).end(JSON.stringify(body))
  })
}
