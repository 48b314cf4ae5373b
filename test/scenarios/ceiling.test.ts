import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replay } from '../../src/app/replay.ts'
import { classicConfig } from '../../src/config/defaults.ts'
import type { Config } from '../../src/config/schema.ts'

const START = Date.UTC(2026, 2, 2, 9, 15)
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-scenario-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Play {
  readonly bans: Record<string, unknown>[]
  readonly all: Record<string, unknown>[]
  readonly summary: Record<string, unknown>
  readonly counts: Record<string, { per_ip: Record<string, number> }>
}

/** A line of `address` at so many milliseconds after the start. */
function at(milliseconds: number, address: string, rest = '"GET / HTTP/1.1" 200'): string {
  const time = new Date(START + milliseconds)
  return `{"time_iso8601":"${time.toISOString().slice(0, 19)}Z","msec":"${((START + milliseconds) / 1_000).toFixed(3)}","remote_addr":"${address}","request":"${rest.split('"')[1]}","status":${rest.slice(-3)}}`
}

/** `count` lines spread evenly over a time. */
function many(count: number, from: number, length: number, address: (i: number) => string): [number, string][] {
  return Array.from({ length: count }, (_, i) => {
    const when = from + Math.floor((i * length) / count)
    return [when, at(when, address(i))]
  })
}

async function play(lines: readonly [number, string][], config: Partial<Config> = {}): Promise<Play> {
  const path = join(folder, 'access.log')
  const countsFile = join(folder, 'counts.json')
  writeFileSync(
    path,
    [...lines]
      .sort((a, b) => a[0] - b[0])
      .map(([, line]) => `${line}\n`)
      .join(''),
  )
  const out: string[] = []
  await replay({
    files: [path],
    config: { ...classicConfig, ...config },
    output: 'ndjson',
    seed: 0,
    countsFile,
    out: { isTerminal: false, wording: { time: String, duration: String }, line: (text) => out.push(text), flush() {} },
    progress: { update() {}, note() {}, stop() {} },
  })
  const all = out.map((line) => JSON.parse(line))
  return {
    bans: all.filter(({ type }) => type === 'ban'),
    all,
    summary: all.at(-1),
    counts: JSON.parse(readFileSync(countsFile, 'utf8')),
  }
}

const visitors = many(600, 0, 300_000, (i) => `198.51.100.${i % 50}`)

describe('the ceiling', () => {
  it('bans a plain flood on the record that crosses, prevents the rest, and nobody else', async () => {
    const flood = many(900, 60_000, 2_000, () => '203.0.113.10')
    const { bans, summary, all, counts } = await play([...visitors, ...flood])
    expect(bans).toMatchObject([
      {
        address: '203.0.113.10',
        observed: 301,
        limit: 300,
        window_s: 1,
        duration_s: 600,
        offence: 1,
        kind: 'source-flood',
        detector: 'ceiling',
        expected: null,
      },
    ])
    expect(bans[0]!.at).toBe(new Date(START + 60_666).toISOString())
    expect(all.map(({ type, state }) => state ?? type)).toEqual(['firing', 'ban', 'resolved', 'summary'])
    expect(summary).toMatchObject({ requests: 1_500, prevented: 599, prevented_ok: 599, bans: 1, sources: 51 })
    expect(Object.values(counts)[0]!.per_ip['203.0.113.10']).toBe(900)
  })

  it('bans on the 1,001st request in 10 s', async () => {
    const { bans } = await play(many(1_100, 60_000, 9_900, () => '203.0.113.10'))
    expect(bans).toMatchObject([{ observed: 1_001, limit: 1_000, window_s: 10 }])
  })

  it('bans nobody at the ceiling', async () => {
    const { bans } = await play([
      ...many(300, 60_000, 1_000, () => '203.0.113.10'),
      ...many(1_000, 120_000, 10_000, () => '203.0.113.11'),
    ])
    expect(bans).toEqual([])
  })

  it('takes a /64 as one source, and its neighbour as another', async () => {
    const lines = [
      ...many(400, 60_000, 1_000, (i) => `2001:db8:bad:1::${(i + 1).toString(16)}`),
      ...many(200, 60_000, 1_000, () => '2001:db8:bad:2::1'),
    ]
    const { bans, counts } = await play(lines)
    expect(bans.map(({ address }) => address)).toEqual(['2001:db8:bad:1::/64'])
    expect(Object.keys(Object.values(counts)[0]!.per_ip)).toHaveLength(401)
  })

  it('climbs the ladder with each return and lets the source back in on time', async () => {
    const waves = [0, 11, 45, 200].flatMap((minute) => many(350, minute * 60_000, 1_000, () => '203.0.113.10'))
    const { all } = await play([...waves, ...many(300, 0, 15_000_000, () => '198.51.100.1')])
    const story = all
      .filter(({ type }) => type === 'ban' || type === 'unban')
      .map(({ type, duration_s, offence, at: when }) => [type, duration_s, offence, when])
    expect(story.map(([type, duration, offence]) => [type, duration, offence])).toEqual([
      ['ban', 600, 1],
      ['unban', undefined, undefined],
      ['ban', 1_800, 2],
      ['unban', undefined, undefined],
      ['ban', 7_200, 3],
      ['unban', undefined, undefined],
      ['ban', null, 4],
    ])
    expect(Date.parse(story[1]![3] as string) - Date.parse(story[0]![3] as string)).toBe(600_000)
  })

  it.each([
    ['private addresses', '10.1.2.3', {}],
    ['loopback', '127.0.0.1', { protect: { private: false } }],
    ['allowed addresses', '203.0.113.10', { allow: ['203.0.113.0/24'] }],
    ['trusted proxies', '2001:db8:1::5', { trusted_proxies: ['2001:db8:1::5'] }],
    ['IPv4 written as IPv6', '::ffff:192.168.1.1', {}],
  ])('never bans %s, and counts them as spared', async (_name, address, config) => {
    const { bans, summary } = await play(
      many(2_000, 0, 4_000, () => address),
      config,
    )
    expect(bans).toEqual([])
    expect(summary).toMatchObject({ protected_over_limit: 1, prevented: 0, requests: 2_000 })
  })

  it('sees the flood among garbage five to one', async () => {
    const flood = many(1_500, 60_000, 5_000, () => '203.0.113.10')
    const garbage = flood.flatMap(([when], i): [number, string][] =>
      Array.from({ length: 5 }, (_, j) => [when, `{"remote_addr":"198.51.100.${(i + j) % 250}`]),
    )
    const { bans, summary, counts } = await play([...visitors, ...flood, ...garbage])
    expect(bans.map(({ address }) => address)).toEqual(['203.0.113.10'])
    expect(Object.values(counts)[0]!.per_ip['203.0.113.10']).toBe(1_500)
    expect(Object.values(summary.files as object)[0]).toMatchObject({ valid: 2_100, rejected: 7_500 })
  })

  it('is moved by no line from the far future or past', async () => {
    const stray: [number, string][] = Array.from({ length: 10 }, (_, i) => [
      i * 20_000 + 500,
      at((i % 2 ? 1 : -1) * 86_400_000 * (i + 1), '198.51.100.200'),
    ])
    const flood = many(400, 60_000, 1_000, () => '203.0.113.10')
    const { bans, summary } = await play([...visitors, ...flood, ...stray])
    expect(bans).toHaveLength(1)
    expect(bans[0]!.at).toBe(new Date(START + 60_750).toISOString())
    expect(Object.values(summary.files as object)[0]).toMatchObject({ skewed: 10 })
  })

  it('takes a block that comes ten minutes late for no burst', async () => {
    const late = many(2_000, 0, 1_000, () => '203.0.113.10').map(([, line]): [number, string] => [700_000, line])
    const { bans, summary } = await play([...many(1_400, 0, 1_400_000, (i) => `198.51.100.${i % 50}`), ...late])
    expect(bans).toEqual([])
    expect(summary).toMatchObject({ requests: 3_400 })
  })
})
