import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'

/** Bytes of script, packed, that a browser needs before the overview stands. */
const FIRST_LOAD = 60_000

interface Piece {
  readonly fileName: string
  readonly text: string
  /** Scripts that are loaded with it. */
  readonly imports: readonly string[]
  readonly modules: readonly string[]
}

const pieces = new Map<string, Piece>()

beforeAll(async () => {
  const folder = join(import.meta.dirname, '..', 'dashboard')
  const built = await build({
    root: folder,
    configFile: join(folder, 'vite.config.ts'),
    logLevel: 'silent',
    build: { write: false },
  })
  if (!('output' in built)) throw new Error('the build watches instead of ending')
  for (const one of built.output)
    pieces.set(one.fileName, {
      fileName: one.fileName,
      text: one.type === 'chunk' ? one.code : String(one.source),
      imports: one.type === 'chunk' ? one.imports : [],
      modules: one.type === 'chunk' ? one.moduleIds : [],
    })
})

function withImports(names: readonly string[], seen = new Set<string>()): Set<string> {
  for (const name of names) {
    if (seen.has(name)) continue
    seen.add(name)
    withImports(pieces.get(name)?.imports ?? [], seen)
  }
  return seen
}

describe('the built dashboard', () => {
  it('loads no more script than it may before the overview stands', () => {
    const first = [...pieces.values()].filter(({ modules }) =>
      modules.some((id) => id.endsWith('src/main.tsx') || id.endsWith('overview/overview-page.tsx')),
    )
    expect(first).toHaveLength(2)
    const needed = [...withImports(first.map(({ fileName }) => fileName))].map((name) => pieces.get(name)!)
    const bytes = needed.reduce((sum, { text }) => sum + gzipSync(text).length, 0)
    expect(needed.some(({ modules }) => modules.some((id) => id.includes('uplot')))).toBe(true)
    expect(bytes).toBeLessThanOrEqual(FIRST_LOAD)
  })

  it('keeps to its Content-Security-Policy: no script or style within the page', () => {
    const page = pieces.get('index.html')!.text
    expect(page.match(/<script\b[^>]*>/g)?.every((tag) => tag.includes(' src="/assets/'))).toBe(true)
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/)
  })

  it('asks nobody but its own server', () => {
    const known = /^https?:\/\/(?:www\.w3\.org\/|preactjs\.com\/)/
    const addresses = [...pieces.values()].flatMap(({ text }) => text.match(/https?:\/\/[^\s"'`)]+/g) ?? [])
    expect(addresses.filter((address) => !known.test(address))).toEqual([])
    for (const { text } of pieces.values()) expect(text).not.toMatch(/(?:url\(|src=|href=|import\()\s*["']?\/\//)
  })

  it('has a hash in the name of whatever a browser may keep', () => {
    const page = readFileSync(join(import.meta.dirname, '..', 'dashboard', 'index.html'), 'utf8')
    expect(page).toContain('/src/main.tsx')
    for (const name of pieces.keys()) expect(name).toMatch(/^index\.html$|^assets\/[\w.-]+-[\w-]{8}\.(?:js|css|svg)$/)
  })
})
