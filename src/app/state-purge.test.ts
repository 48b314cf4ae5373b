import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PanicMark } from './panic-mark.ts'
import { openStateFolder } from './state-folder.ts'
import { purgeState } from './state-purge.ts'

describe('purge of the state folder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-purge-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('deletes all that is ours, and the folder', () => {
    openStateFolder(folder).release()
    new PanicMark(folder).set()
    for (const name of ['state.db', 'state.db-wal', 'metrics.sqlite', 'audit.log.1'])
      writeFileSync(join(folder, name), '')
    expect(purgeState(folder)).toEqual([])
    expect(existsSync(folder)).toBe(false)
    expect(purgeState(folder)).toEqual([])
  })

  it('leaves what is somebody else’s', () => {
    openStateFolder(folder).release()
    writeFileSync(join(folder, 'thesis.txt'), '')
    expect(purgeState(folder)).toEqual(['thesis.txt'])
    expect(readdirSync(folder)).toEqual(['thesis.txt'])
  })

  it('refuses a folder that is in use, or none of ours', () => {
    writeFileSync(join(folder, 'state.db'), '')
    expect(() => purgeState(folder)).toThrow('holds no hash-seed')
    writeFileSync(join(folder, 'hash-seed'), '00000001\n')
    writeFileSync(join(folder, 'lock'), `${process.ppid}\n`)
    expect(() => purgeState(folder)).toThrow('is in use')
    expect(readdirSync(folder)).toHaveLength(3)
  })
})

it('the mark of panic stands until it is taken away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-mark-'))
  const mark = new PanicMark(folder)
  expect(mark.why()).toBeUndefined()
  mark.set()
  mark.set()
  expect(new PanicMark(folder).why()).toContain('panic --over')
  mark.clear()
  mark.clear()
  expect(mark.why()).toBeUndefined()
  rmSync(folder, { recursive: true })
})
