import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseAddress } from '../lib/ip-address.ts'
import { KnownRanges } from './known-ranges.ts'
import { readConfigFiles } from './read-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-ranges-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A file of known ranges that holds `value`. */
function fileOf(value: unknown): string {
  const path = join(folder, 'ranges.json')
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  return path
}

const range = (change: object = {}) => ({ name: 'acme', kind: 'cdn', networks: ['192.0.2.0/24'], ...change })
const ranges = (...all: object[]) => ({ date: '2026-11', ranges: all })

/** What is wrong with a configuration, without its places. */
function problemsOf(text: string): string {
  const path = join(folder, 'b.yaml')
  writeFileSync(path, text)
  try {
    readConfigFiles(path, {})
    return ''
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '')
  }
}

describe('known ranges', () => {
  it('come with this package, each network valid and apart from the others', () => {
    const shipped = new KnownRanges(null)
    expect(shipped.get('cloudflare').networks.length).toBeGreaterThan(15)
    expect(shipped.cdnOf(parseAddress('104.16.0.1')!)).toBe('cloudflare')
    expect(shipped.cdnOf(parseAddress('2a04:4e42::7')!)).toBe('fastly')
    expect(shipped.cdnOf(parseAddress('66.249.66.1')!), 'a crawler is no CDN').toBeUndefined()
    expect(shipped.cdnOf(parseAddress('203.0.113.7')!)).toBeUndefined()
    expect(shipped.expand(['192.0.2.1', '@googlebot'])).toEqual(['192.0.2.1', '66.249.64.0/19', '2001:4860:4801::/48'])
  })

  it('are not read before they are needed', () => {
    expect(new KnownRanges(join(folder, 'nowhere')).expand(['192.0.2.1'])).toEqual(['192.0.2.1'])
  })

  it('can be replaced', () => {
    const file = fileOf(ranges(range(), range({ name: 'bot', kind: 'crawler' })))
    expect(problemsOf(`known_ranges: ${file}\ntrusted_proxies: ["@acme"]\nallow: ["@bot", "@acme"]\n`)).toBe('')
    expect(problemsOf(`known_ranges: ${file}\nallow: ["@cloudflare"]`)).toContain('there are @acme, @bot')
  })

  it.each([
    [
      'trusted_proxies: ["@cloudfare"]',
      'b.yaml:1:19: trusted_proxies.0: no known range is called @cloudfare; did you mean @cloudflare?',
    ],
    ['allow: [192.0.2.1, "@"]', 'b.yaml:1:20: allow.1: no known range is called @; there are @cloudflare, @fastly'],
    ['trusted_proxies: ["@googlebot"]', '@googlebot is a crawler, which is no proxy; put it under allow'],
    ['known_ranges: /nowhere.json', 'b.yaml:1:15: known_ranges: /nowhere.json cannot be read (ENOENT)'],
  ])('are checked with the configuration: %s', (text, wanted) => expect(problemsOf(text)).toContain(wanted))

  it.each([
    ['{', 'is no JSON'],
    [[], 'must hold {"date"'],
    [{ date: 'today', ranges: [] }, 'must hold {"date"'],
    [ranges({ ...range(), name: 'A B' }), 'ranges[0] needs a name'],
    [ranges(range(), range()), 'ranges[1]: the name acme stands there twice'],
    [ranges(range({ kind: 'bot' })), '(acme): kind must be cdn or crawler'],
    [ranges(range({ networks: [] })), '(acme) has no list of networks'],
    [ranges(range({ networks: ['192.0.2.1/24'] })), 'write 192.0.2.0/24'],
    [ranges(range({ networks: [7] })), '"7" is not an IP address'],
    [ranges(range({ networks: ['0.0.0.0/0'] })), 'would mean everybody'],
  ])('in a wrong file are refused: %j', (value, wanted) =>
    expect(problemsOf(`known_ranges: ${fileOf(value)}`)).toContain(wanted),
  )
})
