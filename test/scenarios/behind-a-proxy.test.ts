import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replay } from '../../src/app/replay.ts'
import { classicConfig } from '../../src/config/defaults.ts'
import type { Config } from '../../src/config/schema.ts'

const START = Date.UTC(2026, 2, 2, 9, 15)
const PROXY = '192.0.2.1'
const VICTIM = '203.0.113.50'
const ATTACKER = '203.0.113.66'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-proxy-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

type Line = readonly [at: number, text: string]

/** `count` requests spread evenly over a time, all in milliseconds. */
function many(count: number, from: number, length: number, peer: string, forwarded: (i: number) => string): Line[] {
  return Array.from({ length: count }, (_, i) => {
    const at = from + Math.floor((i * length) / count)
    const seconds = ((START + at) / 1_000).toFixed(3)
    return [
      at,
      JSON.stringify({ msec: seconds, remote_addr: peer, xff: forwarded(i), status: 200, request: 'GET / x' }),
    ]
  })
}

async function play(lines: readonly Line[], config: Partial<Config>) {
  const path = join(folder, 'access.log')
  const countsFile = join(folder, 'counts.json')
  writeFileSync(
    path,
    [...lines]
      .sort((a, b) => a[0] - b[0])
      .map(([, text]) => `${text}\n`)
      .join(''),
  )
  const out: string[] = []
  const notes: string[] = []
  await replay({
    files: [path],
    config: { ...classicConfig, ...config },
    output: 'ndjson',
    seed: 0,
    countsFile,
    out: { isTerminal: false, wording: { time: String, duration: String }, line: (text) => out.push(text), flush() {} },
    progress: { update() {}, note: (text) => notes.push(text), stop() {} },
  })
  const all: Record<string, unknown>[] = out.map((line) => JSON.parse(line))
  const counts: Record<string, { per_ip: Record<string, number> }> = JSON.parse(readFileSync(countsFile, 'utf8'))
  return {
    banned: all.filter(({ type }) => type === 'ban').map(({ address }) => address),
    summary: all.at(-1)!,
    perIp: Object.values(counts)[0]!.per_ip,
    notes,
  }
}

/** 15 minutes of 40 visitors behind the proxy, four requests a second. */
const visitors = many(3_600, 0, 900_000, PROXY, (i) => `198.51.100.${i % 40}`)

describe('behind a trusted proxy', () => {
  const trusted = { trusted_proxies: [`${PROXY}/32`, '192.0.2.128/25'] }

  it('charges the client of a trusted chain, whatever it claims itself', async () => {
    const flood = many(900, 800_000, 2_000, PROXY, () => `${VICTIM}, ${ATTACKER}, 192.0.2.200`)
    const { banned, perIp } = await play([...visitors, ...flood], trusted)
    expect(banned).toEqual([ATTACKER])
    expect(perIp[ATTACKER]).toBe(900)
    expect(Object.keys(perIp)).toHaveLength(41)
  })

  it('charges a peer that is no trusted proxy itself, not whom it names', async () => {
    const flood = many(900, 800_000, 2_000, ATTACKER, (i) => (i % 2 === 0 ? VICTIM : `${VICTIM}, ${PROXY}`))
    const { banned, perIp } = await play([...visitors, ...flood], trusted)
    expect(banned).toEqual([ATTACKER])
    expect(perIp[VICTIM]).toBeUndefined()
  })

  it('bans nobody for garbage that comes through the proxy', async () => {
    const flood = many(900, 800_000, 2_000, PROXY, (i) => ['unknown', '', `${VICTIM}, _x`, '[::'][i % 4]!)
    const { banned, summary } = await play([...visitors, ...flood], trusted)
    expect(banned).toEqual([])
    expect(summary.protected_over_limit).toBe(1)
  })
})

describe('behind a proxy that nobody told of', () => {
  it('does not ban it, tells once what to set, and still bans a flood of a new address', async () => {
    const direct = many(300, 0, 900_000, '198.51.100.77', () => '-')
    const busy = [700_000, 770_000].flatMap((at) => many(350, at, 900, PROXY, (i) => `198.51.100.${i % 40}`))
    const flood = many(4_000, 800_000, 4_000, ATTACKER, () => VICTIM)
    const { banned, summary, notes } = await play([...visitors, ...direct, ...busy, ...flood], {})
    expect(banned).toEqual([ATTACKER])
    expect(summary.protected_over_limit).toBe(1)
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(/^192\.0\.2\.1 .* carries \d\d(\.\d)? % .*trusted_proxies: \["192\.0\.2\.1"\]/)
  })

  it('bans a flood that is most of the traffic, as long as it is new', async () => {
    const flood = many(5_000, 600_000, 10_000, ATTACKER, () => '-')
    expect((await play([...visitors, ...flood], {})).banned).toEqual([ATTACKER])
  })

  it('does not ban a known CDN, and names it', async () => {
    const edge = join(folder, 'ranges.json')
    const acme = { name: 'acme', kind: 'cdn', networks: ['192.0.2.0/24'] }
    writeFileSync(edge, JSON.stringify({ date: '2026-11', ranges: [acme] }))
    const flood = many(900, 10_000, 2_000, '192.0.2.77', () => VICTIM)
    const known = { known_ranges: edge }
    const { banned, notes, summary } = await play([...visitors.slice(0, 400), ...flood], known)
    expect(banned).toEqual([])
    expect(summary.protected_over_limit).toBe(1)
    expect(notes.join()).toContain('trusted_proxies: ["@acme"]')
    const told = await play([...visitors.slice(0, 400), ...flood], { ...known, trusted_proxies: ['@acme'] })
    expect(told.banned).toEqual([VICTIM])
  })
})
