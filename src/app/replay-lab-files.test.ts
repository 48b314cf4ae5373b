import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchedFiles } from './replay-lab-files.ts'
import { openInput } from './replay-lab-open.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'breakwater-files-')))
  mkdirSync(at('logs'))
  mkdirSync(at('elsewhere'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const at = (...names: string[]) => join(folder, ...names)
const listed = (...paths: string[]) =>
  watchedFiles(paths.map((path) => ({ path, format: 'auto' }))).map(({ path }) => path.slice(folder.length + 1))
const write = (...names: string[]) => writeFileSync(at(...names), names.join())

describe('files that may be played', () => {
  it('are the logs that are watched and their rotated parts, the newest first, each once', () => {
    for (const name of [
      'a.log',
      'a.log.1',
      'a.log.2.gz',
      'b.log',
      'b.log-20260302.gz',
      'b.log-20260301',
      'c.log',
      'key',
    ])
      write('logs', name)
    const [a, b] = [
      ['a.log', 'a.log.1', 'a.log.2.gz'],
      ['b.log', 'b.log-20260302.gz', 'b.log-20260301'],
    ]
    expect(listed(at('logs', 'a.log'), '-', 'syslog:127.0.0.1:514')).toEqual(a.map((name) => `logs/${name}`))
    expect(listed(at('logs', '[ab].log'), at('logs', 'b.log'))).toEqual([...a, ...b].map((name) => `logs/${name}`))
    expect(listed(at('gone', 'a.log'))).toEqual([])
    const ids = watchedFiles([{ path: at('logs', '*.log'), format: 'auto' }]).map(({ id }) => id)
    expect(new Set(ids).size).toBe(7)
  })

  it('are no links that lead elsewhere, no folders, and nothing that was put in their place', () => {
    write('elsewhere', 'secret')
    write('logs', 'a.log')
    symlinkSync(at('elsewhere', 'secret'), at('logs', 'a.log.1'))
    mkdirSync(at('logs', 'a.log.2'))
    expect(listed(at('logs', 'a.log'))).toEqual(['logs/a.log'])
    const [input] = watchedFiles([{ path: at('logs', 'a.log'), format: 'auto' }])
    rmSync(at('logs', 'a.log'))
    symlinkSync(at('elsewhere', 'secret'), at('logs', 'a.log'))
    expect(() => openInput(input!)).toThrow(/cannot read .*a\.log: ELOOP/)
    rmSync(at('logs', 'a.log'))
    write('logs', 'a.log')
    write('logs', 'other')
    expect(() => openInput({ ...input!, path: at('logs', 'other') })).toThrow('is not the file it was')
  })

  it('are found behind a link that this user made as the log', () => {
    write('elsewhere', 'x.log')
    write('elsewhere', 'x.log.1')
    symlinkSync(at('elsewhere', 'x.log'), at('logs', 'x.log'))
    expect(listed(at('logs', 'x.log'))).toEqual(['elsewhere/x.log', 'elsewhere/x.log.1'])
  })
})
