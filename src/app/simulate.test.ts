import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SourceError, UsageError } from '../domain/errors.ts'
import { ByteText, RecordBatch } from '../domain/record-batch.ts'
import { HOUR, MINUTE } from '../domain/units.ts'
import { createParser } from '../edge/parse/registry.ts'
import { attackParts, benignParts } from '../simulate/registry.ts'
import { parseTruth } from '../simulate/truth.ts'
import { listParts } from './list-parts.ts'
import { type SimulateOptions, simulate } from './simulate.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-simulate-'))
afterAll(() => rmSync(folder, { recursive: true }))

function setUp(name: string, more: Partial<SimulateOptions> = {}) {
  const lines: string[] = []
  const notes: string[] = []
  const log = join(folder, name)
  const options: SimulateOptions = {
    seed: 1,
    rate: 5,
    length: 5 * MINUTE,
    from: Date.UTC(2026, 2, 2, 8),
    attackAt: 2 * MINUTE,
    attackFor: MINUTE,
    log,
    truth: `${log}.truth.json`,
    force: false,
    out: {
      isTerminal: false,
      wording: { time: String, duration: String },
      line: (text) => void lines.push(text),
      flush() {},
    },
    progress: { update() {}, note: (text) => void notes.push(text), stop() {} },
    close: true,
    ...more,
  }
  return { options, lines, notes, log }
}

describe('simulate', () => {
  it('writes a log and what is true of it, and says so', async () => {
    const { options, notes, log } = setUp('a.log', { attack: ['flood'] })
    expect(await simulate(options)).toBe(0)
    const text = readFileSync(log, 'utf8')
    expect(text.endsWith('\n')).toBe(true)
    const truth = parseTruth(readFileSync(`${log}.truth.json`, 'utf8'), 'a')
    expect(truth.attackers).toHaveLength(1)
    expect(text).toContain(`"remote_addr":"${truth.attackers[0]!.address}"`)
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain(
      `${text.split('\n').length - 1} lines, 5m from 2026-03-02T08:00:00.000Z on; 1 attacker and`,
    )
  })

  it('writes lines that are all understood, whoever takes part', async () => {
    const names = (parts: readonly { name: string }[]) => parts.map(({ name }) => name)
    const all = { benign: names(benignParts), attack: names(attackParts).filter((name) => name !== 'silence') }
    const { options, log } = setUp('all.log', all)
    await simulate(options)
    const parser = createParser('auto')
    const batch = new RecordBatch()
    const refused = readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .filter((line) => {
        const bytes = Buffer.from(line)
        return parser.parse(new ByteText(bytes), 0, bytes.length, batch, 0) !== 0
      })
    expect(refused).toEqual([])
  })

  it('overwrites nothing unless it is told to', async () => {
    const { options, log } = setUp('b.log')
    writeFileSync(log, 'precious')
    await expect(simulate(options)).rejects.toThrow(UsageError)
    await expect(simulate(options)).rejects.toThrow(`${log} is there already`)
    expect(readFileSync(log, 'utf8')).toBe('precious')
    expect(existsSync(`${log}.truth.json`)).toBe(false)
    expect(await simulate({ ...options, force: true })).toBe(0)
    expect(readFileSync(log, 'utf8')).not.toContain('precious')
  })

  it('writes the same lines to standard output', async () => {
    const { options, lines } = setUp('c.log')
    await simulate({ ...options, log: '-', truth: undefined })
    await simulate(options)
    expect(`${lines.join('\n')}\n`).toBe(readFileSync(options.log, 'utf8'))
  })

  it.each([
    ['an attack behind the end', { attack: ['flood'], attackAt: HOUR }, UsageError, 'ends before the attack begins'],
    ['a name that there is not', { attack: ['flod'] }, UsageError, 'did you mean flood?'],
    ['one file for both', { truth: join(folder, 'd.log') }, UsageError, 'both to be written'],
    ['a folder that there is not', { log: join(folder, 'no', 'a.log') }, SourceError, 'cannot be written'],
  ])('refuses %s', async (_, more, kind, message) => {
    const attempt = simulate(setUp('d.log', more).options)
    await expect(attempt).rejects.toThrow(kind)
    await expect(attempt).rejects.toThrow(message)
  })

  it('lists all parts', () => {
    const { options, lines } = setUp('e.log')
    listParts(options.out, 'human')
    for (const { name, summary } of [...benignParts, ...attackParts]) {
      expect(lines.some((line) => line.includes(` ${name} `) && line.includes(summary))).toBe(true)
    }
    listParts(options.out, 'json')
    expect(JSON.parse(lines.at(-1)!)[0]).toMatchObject({ name: 'browsers', kind: 'benign', usual: true })
  })
})
