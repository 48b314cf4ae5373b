import { appendFileSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expandGlob, fixedFolder } from './glob.ts'
import { LineSink } from './line-sink.fixture.ts'
import { LogSet } from './log-set.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-logs-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function follow(patterns: string[], from: 'start' | 'end' = 'end') {
  const sink = new LineSink()
  const set = new LogSet({ patterns, from, sinkFor: () => sink, onEvent() {} })
  let now = 0
  const poll = (later = 2_000): string[] => {
    now += later
    while (set.poll(now));
    return sink.lines.splice(0)
  }
  return { set, poll }
}

describe('LogSet', () => {
  it('reads files that appear from their beginning, those of the start from their end', () => {
    writeFileSync(join(folder, 'a.log'), 'old\n')
    const { poll, set } = follow([join(folder, '*.log')])
    expect(poll()).toEqual([])
    writeFileSync(join(folder, 'b.log'), 'new\n')
    appendFileSync(join(folder, 'a.log'), 'more\n')
    expect(poll().sort()).toEqual(['more', 'new'])
    set.close()
  })

  it('reads all that was written since it was opened, whatever became of the name', () => {
    const log = join(folder, 'a.log')
    writeFileSync(log, 'old\n')
    const { poll, set } = follow([log, join(folder, 'none.log')])
    set.open(0)
    expect(set.identities().map(({ position }) => position)).toEqual([4])
    appendFileSync(log, 'more\n')
    renameSync(log, `${log}.1`)
    writeFileSync(log, 'new\n')
    writeFileSync(join(folder, 'none.log'), 'came\n')
    expect([...poll(), ...poll()]).toEqual(['more', 'new', 'came'])
    set.close()
  })

  it('does not read a file again that a rotation gave a name that matches too', () => {
    writeFileSync(join(folder, 'access.log'), '')
    const { poll, set } = follow([join(folder, 'access.log*')])
    poll()
    appendFileSync(join(folder, 'access.log'), 'a\n')
    expect(poll()).toEqual(['a'])
    renameSync(join(folder, 'access.log'), join(folder, 'access.log.1'))
    writeFileSync(join(folder, 'access.log'), 'b\n')
    expect(poll()).toEqual(['b'])
    for (let i = 0; i < 50; i++) expect(poll()).toEqual([])
    set.close()
  })

  it('follows 64 files with one new and one gone a minute without leaking descriptors', () => {
    const open = () => readdirSync('/proc/self/fd').length
    const before = open()
    for (let i = 0; i < 64; i++) writeFileSync(join(folder, `${i}.log`), '')
    const { poll, set } = follow([join(folder, '*.log')])
    poll()
    for (let minute = 0; minute < 60; minute++) {
      rmSync(join(folder, `${minute}.log`))
      writeFileSync(join(folder, `${64 + minute}.log`), `${minute}\n`)
      expect(poll(60_000)).toEqual([`${minute}`])
    }
    expect(open() - before).toBeLessThanOrEqual(66)
    set.close()
    expect(open()).toBe(before)
  })

  it('goes on from where another set stopped', () => {
    const path = join(folder, 'a.log')
    writeFileSync(path, 'one\n')
    const first = follow([path], 'start')
    expect(first.poll()).toEqual(['one'])
    const identities = first.set.identities()
    first.set.close()
    appendFileSync(path, 'two\n')
    const sink = new LineSink()
    const second = new LogSet({ patterns: [path], from: 'end', resume: identities, sinkFor: () => sink, onEvent() {} })
    while (second.poll(0));
    expect(sink.lines).toEqual(['two'])
    second.close()
  })
})

describe('globs', () => {
  it('match names, part by part', () => {
    for (const name of ['a.log', 'b.log', '.hidden.log', 'c.txt']) writeFileSync(join(folder, name), '')
    expect(expandGlob(join(folder, '*.log'))).toEqual([join(folder, 'a.log'), join(folder, 'b.log')])
    expect(expandGlob(join(folder, '[!a].log'))).toEqual([join(folder, 'b.log')])
    expect(expandGlob(join(folder, 'none', '*'))).toEqual([])
    expect(fixedFolder('/var/log/*/access.log')).toBe('/var/log')
    expect(fixedFolder('*.log')).toBe('.')
  })
})
