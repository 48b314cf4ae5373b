import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pages, ROOT } from './fenced-blocks.ts'

const generated = readdirSync(join(ROOT, 'docs', 'reference'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => join('docs', 'reference', name))
const all = [...pages(), 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', ...generated]
const textOf = (page: string) => readFileSync(join(ROOT, page), 'utf8')
const prose = (page: string) => textOf(page).replace(/^( *)```[\s\S]*?^\1```$/gm, '')

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  return Array.from(prose(page).matchAll(/^#+ (.+)$/gm), ([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('links', () => {
  it.each(all)('of %s lead somewhere', (page) => {
    const targets = Array.from(prose(page).matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target!)
    const broken = targets.filter((target) => {
      if (/^(https?:|mailto:)/.test(target)) return false
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(ROOT, file))) return true
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor)
    })
    expect(broken).toEqual([])
  })

  it('of the index reach every page but decisions', () => {
    const index = textOf('docs/README.md')
    const missing = all.filter(
      (page) =>
        page.startsWith('docs/') &&
        page !== 'docs/README.md' &&
        !page.startsWith('docs/decisions/') &&
        !index.includes(`(${page.slice(5)})`),
    )
    expect(missing).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  const text = textOf('ARCHITECTURE.md')

  it('names files that are there', () => {
    const named = Array.from(
      text.matchAll(/`((?:[a-z-]+\/)+[\w.-]+\.tsx?|[a-z-]+\/[\w-]+\.mjs)`/g),
      ([, path]) => path!,
    )
    expect(named.length).toBeGreaterThan(20)
    const isThere = (path: string) => ['', 'src', 'dashboard/src'].some((base) => existsSync(join(ROOT, base, path)))
    expect(named.filter((path) => !isThere(path))).toEqual([])
  })

  it('names every room', () => {
    const rooms = readdirSync(join(ROOT, 'src'))
    expect(rooms.filter((room) => !text.includes(`\`${room}\``) && !text.includes(`\`${room}/`))).toEqual([])
  })

  it('can be read at one sitting', () => expect(text.split('\n').length).toBeLessThanOrEqual(200))
})
