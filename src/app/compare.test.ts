import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classicConfig } from '../config/defaults.ts'
import { UsageError } from '../domain/errors.ts'
import { MINUTE, SECOND } from '../domain/units.ts'
import { type CompareOptions, compare, type NamedConfig } from './compare.ts'
import { simulate } from './simulate.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-compare-'))
const log = join(folder, 'access.log')
const truthFile = `${log}.truth.json`
afterAll(() => rmSync(folder, { recursive: true }))

const usual: NamedConfig = { name: 'usual', config: classicConfig }
/** Bans whoever sends 500 requests in 10 s: the flood, and it needs not even wait for a baseline. */
const eager: NamedConfig = {
  name: 'eager',
  config: { ...classicConfig, ceiling: { ...classicConfig.ceiling, per_10_seconds: 100 } },
}
const deaf: NamedConfig = {
  name: 'deaf',
  config: { ...classicConfig, ceiling: { per_second: 60_000, per_10_seconds: 600_000 } },
}

beforeAll(() =>
  simulate({
    ...{ seed: 3, rate: 5, from: Date.UTC(2026, 2, 2, 8), length: 4 * MINUTE, benign: ['browsers', 'api-partner'] },
    ...{ attack: ['flood'], attackAt: 2 * MINUTE, attackFor: 30 * SECOND, log, truth: truthFile, force: false },
    out: { isTerminal: false, wording: { time: String, duration: String }, line() {}, flush() {} },
    progress: { update() {}, note() {}, stop() {} },
    close: false,
  }),
)

async function compared(more: Partial<CompareOptions> = {}) {
  const lines: string[] = []
  const notes: string[] = []
  const code = await compare({
    ...{ files: [log], configs: [eager, deaf], output: 'json', seed: 0 },
    out: {
      isTerminal: false,
      wording: { time: (at) => new Date(at).toISOString().slice(11, 19), duration: (length) => `${length / 1_000} s` },
      line: (text) => void lines.push(text),
      flush() {},
    },
    progress: { update() {}, note: (text) => void notes.push(text), stop() {} },
    ...more,
  })
  return { code, lines, notes, text: lines.join('\n') }
}

describe('a comparison', () => {
  it('shows both sides, and who is banned by one only', async () => {
    const { code, text } = await compared({ truthFile })
    const comparison = JSON.parse(text)
    expect(code).toBe(0)
    expect(comparison).toMatchObject({ type: 'comparison', banned_by_both: 0 })
    expect(comparison.requests).toBeGreaterThan(3_000)
    const [first, second] = comparison.profiles
    expect(first).toMatchObject({ profile: 'eager', banned_sources: 2, truth: { attackers_banned: 1, false_bans: 1 } })
    expect(first.incidents_by_kind['source-flood']).toBe(2)
    expect(first.prevented).toBeGreaterThan(2_000)
    expect(second).toMatchObject({
      profile: 'deaf',
      bans: 0,
      banned_sources: 0,
      prevented: 0,
      truth: { false_bans: 0 },
    })
    const addresses = comparison.banned_by_one.map(({ address }: { address: string }) => address)
    expect(addresses.sort()).toEqual(['198.51.100.40', '203.0.113.10'])
    expect(comparison.banned_by_one[0]).toMatchObject({ profile: 'eager', kind: 'source-flood', detector: 'ceiling' })
  })

  it('does not depend on who comes first', async () => {
    const there = JSON.parse((await compared()).text)
    const back = JSON.parse((await compared({ configs: [deaf, eager] })).text)
    expect(back.profiles).toEqual([...there.profiles].reverse())
    expect(back.banned_by_one).toEqual(there.banned_by_one)
  })

  it('of the same rules finds no difference', async () => {
    const { profiles, banned_by_one, banned_by_both } = JSON.parse(
      (await compared({ configs: [eager, { ...eager, name: 'again' }] })).text,
    )
    expect({ ...profiles[0], profile: '' }).toEqual({ ...profiles[1], profile: '' })
    expect({ banned_by_one, banned_by_both }).toEqual({ banned_by_one: [], banned_by_both: 2 })
  })

  it('is one line as NDJSON', async () => {
    const { lines } = await compared({ output: 'ndjson' })
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0]!)).toEqual(JSON.parse((await compared()).text))
  })

  it('is a table for people', async () => {
    const { lines } = await compared({ output: 'human', truthFile })
    const row = (name: string) => lines.find((line) => line.startsWith(name))?.replace(/\s\s+/g, '|')
    expect(row('sources banned')).toBe('sources banned|2|0')
    expect(row('attackers banned')).toBe('attackers banned, by the truth file|1 of 1|0 of 1')
    expect(row('false bans')).toBe('false bans|1|0')
    expect(lines).toContain('0 sources would be banned by both.')
    expect(lines).toContain('Only eager would ban 2 sources:')
    expect(lines.some((line) => /^ {2}203\.0\.113\.10 {2}08:02:0\d {2}\S/.test(line))).toBe(true)
    expect(lines).toContain('Nobody would be banned by deaf only.')
  })

  it('exits with 10 when the first has more false bans than are allowed', async () => {
    expect((await compared({ truthFile, maxFalseBans: 0 })).code).toBe(10)
    expect((await compared({ truthFile, maxFalseBans: 1 })).code).toBe(0)
    expect((await compared({ truthFile, maxFalseBans: 0, configs: [deaf, eager] })).code).toBe(0)
  })

  it('says of the lines what is to be said once', async () => {
    const { notes } = await compared({ configs: [usual, eager], format: 'combined' })
    expect(notes.length).toBeGreaterThan(0)
    expect(new Set(notes).size).toBe(notes.length)
  })

  it.each([
    ['standard input', { files: ['-'] }, 'standard input can be read once only'],
    ['one and the same', { configs: [eager, eager] as const }, 'played with eager already'],
    ['a limit without the truth', { maxFalseBans: 0 }, '--max-false-bans needs --truth'],
    ['nothing', { files: [] }, 'at least one log file'],
  ])('refuses %s', async (_, more, message) => {
    await expect(compared(more)).rejects.toThrow(UsageError)
    await expect(compared(more)).rejects.toThrow(message)
  })
})
