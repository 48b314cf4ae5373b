import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfigFiles } from '../config/read-files.ts'
import { messageOf, NOW } from '../notify/message.fixture.ts'
import { signature } from '../notify/notifiers/webhook.ts'
import { WEBHOOK_TEMPLATES } from '../notify/templates/own-template.ts'
import { plainMessage } from '../notify/templates/plain-message.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-pages-'))
afterAll(() => rmSync(folder, { recursive: true }))

const docs = join(import.meta.dirname, '..', '..', 'docs')
const blocks = (page: string, language: string) =>
  [...readFileSync(join(docs, page), 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text]) => text!,
  )

describe('docs/guide/alerts.md', () => {
  const channels = blocks('guide/alerts.md', 'yaml').flatMap((text, index) => {
    const path = join(folder, `${index}.yaml`)
    writeFileSync(path, text)
    const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => [name!, 'https://hooks.example/x'])
    const environment = Object.fromEntries(names.map(([name, url]) => [name!, /WEBHOOK/.test(name!) ? url! : 'abc']))
    return readConfigFiles(path, environment).config.notify.channels
  })

  it('shows a configuration of every type and template that can be read', () => {
    const types = ['webhook', 'slack', 'discord', 'telegram', 'ntfy', 'email', 'exec', 'file']
    expect(new Set(channels.map(({ type }) => type))).toEqual(new Set(types))
    const templates = channels.flatMap((channel) => (channel.type === 'webhook' ? [channel.template] : []))
    expect(new Set(templates)).toEqual(new Set(WEBHOOK_TEMPLATES))
  })

  it('tells the defaults as they are', () => {
    const [first] = channels
    expect(first).toMatchObject({ ...channels.at(-1), name: 'ops', quiet_hours: { from: 1_320, to: 420 } })
  })
})

describe('docs/formats/webhook.md', () => {
  it('shows a message as it is, and every field of it', () => {
    const [sample] = blocks('formats/webhook.md', 'json')
    const message = plainMessage(messageOf())
    expect(JSON.parse(sample!)).toEqual(message)
    const page = readFileSync(join(docs, 'formats/webhook.md'), 'utf8')
    for (const field of Object.keys(message)) expect(page).toMatch(new RegExp(`^\\| .*\`${field}\``, 'm'))
  })

  it('shows how to check a signature', async () => {
    const path = join(folder, 'check.mjs')
    writeFileSync(path, blocks('formats/webhook.md', 'js')[0]!)
    const { isFromBreakwater } = await import(/* @vite-ignore */ pathToFileURL(path).href)
    const timestamp = String(Math.floor(NOW / 1_000))
    const body = '{"a":"ü"}'
    const headers = { 'breakwater-timestamp': timestamp, 'breakwater-signature': signature('key', timestamp, body) }
    expect(isFromBreakwater(headers, body, 'key', NOW)).toBe(true)
    expect(isFromBreakwater(headers, `${body} `, 'key', NOW)).toBe(false)
    expect(isFromBreakwater(headers, body, 'other', NOW)).toBe(false)
    expect(isFromBreakwater(headers, body, 'key', NOW + 301_000)).toBe(false)
    expect(isFromBreakwater({}, body, 'key', NOW)).toBe(false)
  })
})
