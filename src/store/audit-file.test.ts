import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AuditEntry } from '../domain/audit.ts'
import { ManualClock } from '../lib/clock.ts'
import { AuditFile } from './audit-file.ts'
import { forgetInAuditFile } from './audit-forget.ts'
import { auditLine } from './audit-line.ts'
import { banOf, incidentOf, START } from './ban.fixture.ts'
import { temporaryFolder } from './store.fixture.ts'

function openAudit(most?: number, path = join(temporaryFolder(), 'audit.jsonl')) {
  const troubles: string[] = []
  const clock = new ManualClock(START)
  const audit = new AuditFile({
    path,
    clock,
    onTrouble: ({ message }) => troubles.push(message),
    ...(most && { most }),
  })
  const lines = (name = path) => readFileSync(name, 'utf8').trimEnd().split('\n')
  return { audit, path, troubles, clock, lines }
}

const rotation: AuditEntry = { at: START, type: 'rotation', path: '/var/log/nginx/access.log' }

describe('AuditFile', () => {
  it('appends entries as lines of JSON that the group may read', () => {
    const { audit, path, lines } = openAudit()
    audit.write({ at: START, type: 'ban', ban: banOf('192.0.2.1'), effect: 'in-force' })
    audit.write(rotation)
    expect(lines().map((line) => JSON.parse(line))).toEqual([
      { at: '2026-03-02T09:15:01.700Z', type: 'ban', ban: banOf('192.0.2.1'), effect: 'in-force' },
      { at: '2026-03-02T09:15:01.700Z', type: 'rotation', path: '/var/log/nginx/access.log' },
    ])
    expect(statSync(path).mode & 0o777).toBe(0o640)
  })

  it('escapes what could forge a line or hide in a terminal, and loses nothing of it', () => {
    const hostile = 'a\n{"type":"stop"}\r\u001b[2J\u007f\u0085\u009b\u202e\u2028\u2029\u2066\ufeff\ud800"\\'
    const { audit, lines } = openAudit()
    audit.write({ at: START, type: 'operator', author: hostile, action: 'ban', target: '', reason: hostile })
    expect(lines()).toHaveLength(1)
    expect(lines()[0]).toMatch(/^[\x20-\x7e]*$/)
    expect(JSON.parse(lines()[0]!).reason).toBe(hostile)
  })

  it('cuts texts and lines that are too long', () => {
    const long = auditLine({
      at: START,
      type: 'operator',
      author: 'x'.repeat(9_000),
      action: '',
      target: '',
      reason: '',
    })
    expect(JSON.parse(long).author).toHaveLength(2_001)
    const changes = Array.from({ length: 9_000 }, () => ({ option: 'a', from: 'b', to: 'c' }))
    const line = auditLine({ at: START, type: 'configuration', changes })
    expect(line.length).toBeLessThan(65_536)
    expect(JSON.parse(line)).toMatchObject({ type: 'configuration' })
  })

  it('begins a new file when one is full, and keeps five old ones', () => {
    const { audit, path, lines } = openAudit(200)
    for (let number = 0; number < 30; number++) audit.write({ ...rotation, path: `${number}` })
    expect(lines().at(-1)).toContain('"29"')
    expect(lines(`${path}.1`).at(-1)).toContain(`"${JSON.parse(lines()[0]!).path - 1}"`)
    expect([1, 2, 3, 4, 5, 6].map((index) => existsSync(`${path}.${index}`))).toEqual([...Array(5).fill(true), false])
    for (const name of audit.paths) expect(statSync(name).size).toBeLessThanOrEqual(200)
  })

  it('begins on a new line after a crash in the midst of one', () => {
    const { audit, path, lines } = openAudit()
    writeFileSync(path, '{"at":"2026-03-02T09:15:01.700Z","ty')
    audit.write(rotation)
    expect(lines()).toHaveLength(2)
    expect(JSON.parse(lines()[1]!).type).toBe('rotation')
  })

  it('writes through no link, says so once, and later says how much is missing', () => {
    const { audit, path, lines, troubles, clock } = openAudit(undefined, join(temporaryFolder(), 'a', 'audit.jsonl'))
    audit.write(rotation)
    audit.write({ ...rotation, at: START + 1 })
    expect(troubles).toHaveLength(1)
    mkdirSync(join(path, '..'))
    const victim = join(path, '..', 'victim')
    symlinkSync(victim, path)
    audit.write({ ...rotation, at: START + 2 })
    expect(existsSync(victim)).toBe(false)
    expect(troubles).toHaveLength(1)
    expect(audit.missed).toBe(3)
    unlinkSync(path)
    clock.advance(5_000)
    audit.write(rotation)
    expect(lines().map((line) => JSON.parse(line))).toMatchObject([
      { type: 'gap', why: 'disk', entries: 3, at: '2026-03-02T09:15:06.700Z', since: START },
      { type: 'rotation' },
    ])
    expect(audit.missed).toBe(0)
  })

  it('forgets an address: entries about it go, and others name it no more', () => {
    const { audit, path, lines } = openAudit()
    for (const address of ['192.0.2.1', '192.0.2.10'])
      audit.write({ at: START, type: 'ban', ban: banOf(address), effect: 'in-force' })
    audit.write({ at: START, type: 'incident-opened', incident: incidentOf('a', { reason: 'By \u2028192.0.2.1.' }) })
    const other = lines()[1]
    expect(forgetInAuditFile(path, '192.0.2.1')).toBe(2)
    expect(lines()).toHaveLength(2)
    expect(lines()[0]).toBe(other)
    expect(JSON.parse(lines()[1]!).incident.reason).toBe('By \u2028[forgotten].')
    expect(statSync(path).mode & 0o777).toBe(0o640)
    expect(forgetInAuditFile(path, '192.0.2.1')).toBe(0)
    expect(forgetInAuditFile(`${path}.1`, '192.0.2.1')).toBe(0)
  })
})
