import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { singleFlood } from '../../src/simulate/attacks/single-flood.ts'
import { chromiumTrouble, openBrowser } from './browser.ts'
import { Daemon, MAIN } from './daemon.ts'
import { NetworkPair, namespaceTrouble, runSync } from './network-namespace.ts'
import { SimulatedSite } from './simulated-site.ts'
import { waitUntil } from './wait-until.ts'

const BASE = 'http://127.0.0.1:8642'
const HOSTILE = '203.0.113.66'
const SCRIPT = '<script>window.pwned=1</script><img src=x onerror="window.pwned=2">'
const PAGES = [
  ...['/', '/incidents', '/bans', '/traffic', '/lab', '/settings', '/audit'],
  `/sources/${HOSTILE}`,
] as const

const trouble =
  namespaceTrouble() ??
  chromiumTrouble() ??
  (spawnSync('nft', ['--version']).error ? 'the Debian package nftables is missing' : undefined)
if (trouble) process.stdout.write(`skipped, the dashboard in a browser: ${trouble}\n`)

let network: NetworkPair
let folder: string
let site: SimulatedSite
let daemon: Daemon
let browser: Browser
let page: Page
/** What a page said on its console that it should not have. */
const complaints: string[] = []

function start(): Daemon {
  const args = [site.log, '--state-dir', join(folder, 'state'), '--enforce', 'nftables', '-o', 'ndjson']
  return new Daemon([...args, '--listen', '127.0.0.1:8642'], network.within(network.server))
}

/** A link that signs in once, as the operator of the machine asks for it. */
function signInLink(): string {
  const told = execFileSync(process.execPath, [MAIN, 'dashboard', '--state-dir', join(folder, 'state')], {
    encoding: 'utf8',
  })
  return /http:\/\/\S+#code=\S+/.exec(told)![0]
}

async function newPage(path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const opened = await context.newPage()
  opened.on('pageerror', (error) => complaints.push(`${opened.url()}: ${error.message}`))
  opened.on('console', (message) => {
    // That a request failed is what some tests do on purpose; what it comes to is looked at there.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(`${opened.url()}: ${message.text()}`)
  })
  await opened.goto(path)
  return opened
}

const firewall = () => runSync('ip', ['netns', 'exec', network.server, 'nft', 'list', 'table', 'inet', 'breakwater'])
const banRow = (of: Page, address: string) => of.locator('.overview-bans tr', { hasText: address })
const isLive = (of: Page) => of.locator('.live-live').waitFor({ timeout: 30_000 })

beforeAll(async () => {
  if (trouble) return
  folder = mkdtempSync(join(tmpdir(), 'breakwater-page-'))
  network = new NetworkPair()
  site = new SimulatedSite(join(folder, 'access.log'))
  daemon = start()
  await daemon.message('the dashboard is at', 30_000)
  browser = await openBrowser(network.within(network.server), folder)
  page = await newPage(signInLink())
  await isLive(page)
})
afterAll(async () => {
  if (trouble) return
  await browser?.close()
  await daemon?.stop()
  site?.stop()
  network?.remove()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(trouble)('the dashboard of a daemon that enforces', () => {
  let attacker: string
  let isOver: Promise<void>

  it('shows a calm site, and hides its one-time link at once', async () => {
    await page.getByRole('heading', { level: 1, name: /normal/i }).waitFor({ timeout: 10_000 })
    expect(page.url()).not.toContain('code=')
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    expect(await page.locator('.overview-bans').textContent()).toContain('Nobody is banned now.')
  })

  it('shows a flood, says that it is banned once the firewall confirmed it, and counts down', async () => {
    const flood = site.attack(singleFlood, 6)
    attacker = flood.addresses[0]!
    isOver = flood.over
    const row = banRow(page, attacker)
    await row.getByText('in force').waitFor({ timeout: 20_000 })
    expect(firewall()).toContain(attacker)
    await page.getByRole('heading', { level: 1, name: /under attack/i }).waitFor({ timeout: 5_000 })
    const left = async () => {
      const [, minutes, seconds] = /(\d+):(\d\d)/.exec((await row.textContent()) ?? '') ?? []
      return 60 * Number(minutes) + Number(seconds)
    }
    const before = await left()
    expect(before).toBeGreaterThan(500)
    await waitUntil('the countdown to go on', 6_000, async () => (await left()) < before - 1)
  })

  it('lifts it with a reason; a second browser sees that within 2 s, and the audit log says who and why', async () => {
    await isOver
    const second = await newPage(BASE)
    await banRow(second, attacker).waitFor({ timeout: 10_000 })
    await page.getByRole('button', { name: `Lift the ban of ${attacker}` }).click()
    await page.getByLabel('Reason').fill('our own load test')
    await page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click()
    await page.getByText(`Ban of ${attacker} lifted.`).waitFor({ timeout: 6_000 })
    await banRow(second, attacker).waitFor({ state: 'detached', timeout: 6_000 })
    expect(firewall()).not.toContain(attacker)
    const entry = readFileSync(join(folder, 'state', 'audit.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .find(({ type, reason }) => type === 'operator' && reason === 'our own load test')
    expect(entry).toMatchObject({ action: 'unban', target: attacker })
    await page.getByRole('button', { name: 'Undo' }).click()
    await banRow(second, attacker).getByText('in force').waitFor({ timeout: 6_000 })
    expect(firewall()).toContain(attacker)
    await second.context().close()
  })

  it('lets who has not signed in look, and not order', async () => {
    const stranger = await newPage(BASE)
    await isLive(stranger)
    const told = await stranger.evaluate(async (address) => {
      const answer = await fetch(`/api/v1/bans?address=${address}&author=x&reason=x`, { method: 'DELETE' })
      return answer.status
    }, attacker)
    expect(told).toBe(401)
    await stranger.context().close()
  })

  it('asks each 3 s where the stream is held back, and lists by source', async () => {
    const polling = await newPage(BASE)
    await polling.route('**/api/v1/live*', (route) => route.abort())
    await polling.goto(BASE)
    await polling.locator('.live-polling').waitFor({ timeout: 30_000 })
    const asked = () => polling.waitForRequest('**/api/v1/frame*', { timeout: 9_000 })
    await asked()
    await asked()
    await polling.goto(`${BASE}/incidents?source=${attacker}`)
    await polling.getByRole('link', { name: 'source flood' }).first().waitFor({ timeout: 10_000 })
    await polling.goto(`${BASE}/incidents?source=192.0.2.250`)
    await polling.getByText('No incident is like that.').waitFor({ timeout: 10_000 })
    await polling.context().close()
  })

  it('shows hostile text of the log as text', async () => {
    for (let i = 0; i < 40; i++)
      site.request({
        ...{ address: HOSTILE, method: 'GET', path: `/${SCRIPT}`, status: 200, bytes: 10, duration: 5 },
        ...{ agent: SCRIPT, referrer: SCRIPT },
      })
    const source = await newPage(`${BASE}/sources/${HOSTILE}`)
    await source.getByText('<script>window.pwned=1</script>').first().waitFor({ timeout: 15_000 })
    for (const path of PAGES) {
      await source.goto(`${BASE}${path}`)
      await source.getByRole('heading').first().waitFor()
      expect(await source.evaluate('window.pwned')).toBeUndefined()
    }
    expect(await source.locator('img').count()).toBe(0)
    await source.context().close()
  })

  it('has nothing serious that axe finds, on any page, light and dark', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const path of PAGES) {
        await page.goto(`${BASE}${path}`)
        await page.getByRole('heading').first().waitFor()
        await waitUntil(
          `${path} to be loaded`,
          15_000,
          async () => (await page.locator('[aria-busy="true"]').count()) === 0,
        )
        // The policy of the page lets no script in; the debugger may.
        await page.evaluate(axe)
        const found: { id: string; impact: string; nodes: { html: string }[] }[] = await page.evaluate(
          `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`,
        )
        const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect(
          serious.map(({ id, nodes }) => [colorScheme, path, id, nodes.slice(0, 2).map(({ html }) => html)]),
        ).toEqual([])
      }
    }
    await page.goto(BASE)
  })

  it('comes back by itself after a restart of the daemon, with the ban', async () => {
    await isLive(page)
    await daemon.stop()
    await page.getByText(/^Disconnected since/).waitFor({ timeout: 15_000 })
    daemon = start()
    await isLive(page)
    await banRow(page, attacker).getByText('in force').waitFor({ timeout: 10_000 })
    // Sessions are kept in memory.
    await page.reload()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
  })

  it('complained of nothing on the console: no fault, and nothing that the policy had to stop', () => {
    expect(complaints).toEqual([])
  })
})
