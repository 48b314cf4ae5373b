/**
 * Takes pictures of each page of the dashboard into docs/screenshots: a simulated shop, watched by a real daemon that enforces with nftables in a
 * network namespace. `npm run screenshots`, as root with nftables and chromium, after `npm run build`; it takes two minutes.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { credentialStuffing } from '../../src/simulate/attacks/credential-stuffing.ts'
import { scan } from '../../src/simulate/attacks/scan.ts'
import { singleFlood } from '../../src/simulate/attacks/single-flood.ts'
import { openBrowser } from '../e2e/browser.ts'
import { Daemon, MAIN } from '../e2e/daemon.ts'
import { NetworkPair } from '../e2e/network-namespace.ts'
import { SimulatedSite } from '../e2e/simulated-site.ts'
import { waitUntil } from '../e2e/wait-until.ts'

const OUT = join(import.meta.dirname, '..', '..', 'docs', 'screenshots')
const BASE = 'http://127.0.0.1:8642'
const SCREENS = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 1_700 } } as const

const folder = mkdtempSync(join(tmpdir(), 'breakwater-pictures-'))
const network = new NetworkPair()
const within = network.within(network.server)
const site = new SimulatedSite(join(folder, 'access.log'), 12)
const config = join(folder, 'breakwater.yaml')
writeFileSync(config, 'server: { name: shop.example }\n')
const state = join(folder, 'state')
const daemon = new Daemon([site.log, '-c', config, '--state-dir', state, '--enforce', 'nftables', '-q'], within)
mkdirSync(OUT, { recursive: true })

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading').first().waitFor()
  await waitUntil('the page to be loaded', 20_000, async () => (await page.locator('[aria-busy="true"]').count()) === 0)
  await page.waitForTimeout(1_500)
}

try {
  const link = await waitUntil('the daemon', 30_000, () => {
    try {
      const told = execFileSync(process.execPath, [MAIN, 'dashboard', '--state-dir', state], {
        encoding: 'utf8',
        stdio: 'pipe',
      })
      return /http:\/\/\S+#code=\S+/.exec(told)?.[0]
    } catch {
      return undefined
    }
  })
  const browser = await openBrowser(within, folder)
  const context = await browser.newContext({ viewport: SCREENS.desktop })
  const page = await context.newPage()
  const debug = await context.newCDPSession(page)
  await page.goto(link)
  const json = <T>(path: string, body?: object): Promise<T> =>
    page.evaluate(
      async ([path, body]) => {
        const { token } = (await (await fetch('/api/v1/session')).json()) as { token: string }
        const headers = { 'content-type': 'application/json', 'x-breakwater-token': token }
        const answer = await fetch(path, body === null ? {} : { method: 'POST', headers, body: JSON.stringify(body) })
        return answer.json() as Promise<unknown>
      },
      [path, body ?? null] as const,
    ) as Promise<T>
  await settled(page)
  const attacker = site.attack(singleFlood, 60).addresses[0]!
  const scanner = site.attack(scan, 50).addresses[0]!
  site.attack(credentialStuffing, 60)
  const isBanned = async (address: string) =>
    (await json<{ bans: { state: string }[] }>(`/api/v1/bans?address=${address}`)).bans[0]?.state === 'in-force'
  for (const address of [attacker, scanner]) {
    await waitUntil(`the ban of ${address}`, 30_000, () => isBanned(address))
    site.stopFrom(address)
  }
  await page.waitForTimeout(62_000)
  const [file] = await json<{ id: string }[]>('/api/v1/lab/files')
  await json('/api/v1/lab/replays', {
    author: 'x',
    files: [file!.id],
    profile: 'classic',
    options: { classic: { z: 4 } },
  })
  const incidents = await json<{ id: string; subject: string }[]>('/api/v1/incidents')
  const incident = incidents.find(({ subject }) => subject === attacker) ?? incidents[0]!
  const pages = {
    overview: '/',
    incidents: '/incidents',
    incident: `/incidents/${incident.id}`,
    source: `/sources/${attacker}`,
    bans: '/bans',
    lab: '/lab',
    traffic: '/traffic',
    settings: '/settings',
    audit: '/audit',
  }
  for (const [screen, viewport] of Object.entries(SCREENS)) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(`${BASE}${path}`)
        await settled(page)
        const { data } = await debug.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
        writeFileSync(join(OUT, `${name}-${screen}-${colorScheme}.webp`), data, 'base64')
      }
    }
  }
  await browser.close()
} finally {
  await daemon.stop()
  site.stop()
  network.remove()
  rmSync(folder, { recursive: true, force: true })
}
