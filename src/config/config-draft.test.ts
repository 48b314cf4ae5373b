import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigDraft } from './config-draft.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-draft-'))
afterAll(() => rmSync(folder, { recursive: true }))
const example = join(import.meta.dirname, '..', '..', 'examples', 'breakwater.yaml')

describe('ConfigDraft', () => {
  it('begins a file, with a comment above what it sets', () => {
    const draft = ConfigDraft.of(join(folder, 'none.yaml'), {}).with(['server', 'name'], 'shop', 'Name of the site')
    expect(draft.before).toBeNull()
    expect(draft.text).toContain('server:\n  # Name of the site\n  name: shop\n')
    expect(draft.load().server.name).toBe('shop')
    expect(draft.with(['server', 'name'], 'b').text.match(/Name of the site/g)).toHaveLength(1)
  })

  it('adds to the example file and leaves every comment of it', () => {
    const draft = ConfigDraft.of(example, {})
      .with(['server', 'name'], 'shop')
      .with(['logs'], ['/var/log/nginx/access.log'])
      .with(['notify', 'channels'], [{ name: 'ops', type: 'file', path: '/var/log/alerts' }])
    expect(draft.load()).toMatchObject({ logs: ['/var/log/nginx/access.log'], server: { name: 'shop' } })
    const comments = (text: string) =>
      text.split('\n').flatMap((line) => (line.trim().startsWith('#') ? [line.trim()] : []))
    expect(comments(draft.text).sort()).toEqual(comments(readFileSync(example, 'utf8')).sort())
  })

  it('reads overlays beside the file and the environment, and says what is wrong', () => {
    const file = join(folder, 'mine.yaml')
    writeFileSync(file, `server:\n  token: \${TOKEN}\n`)
    const token = 'a'.repeat(24)
    expect(ConfigDraft.of(file, { TOKEN: token }).load().server.token).toBe(token)
    expect(ConfigDraft.of(file, { TOKEN: token }).written(['server', 'token'])).toBe(`\${TOKEN}`)
    expect(() => ConfigDraft.of(file, {}).load()).toThrow('TOKEN is not set')
    expect(() => ConfigDraft.of(file, { TOKEN: token }).with(['logs'], [7]).load()).toThrow('mine.yaml:4:5')
    expect(() => ConfigDraft.of(folder, {})).toThrow('EISDIR')
  })
})
