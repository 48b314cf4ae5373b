import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigDraft } from '../../config/config-draft.ts'
import { writeConfig } from './write-config.ts'

const NOW = Date.parse('2026-03-02T09:15:01.700Z')
const isRoot = process.getuid?.() === 0
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-write-'))
  file = join(folder, 'breakwater.yaml')
})
afterEach(() => rmSync(folder, { recursive: true }))

const draftOf = (path: string) => ConfigDraft.of(path, {}).with(['server', 'name'], 'shop')
const modeOf = (path: string) => statSync(path).mode & 0o777

describe('writeConfig', () => {
  it('makes folders that are missing, for its owner only', () => {
    const deep = join(folder, 'a', 'b', 'breakwater.yaml')
    expect(writeConfig(draftOf(deep), NOW)).toEqual({ file: deep, backup: null, mode: '0600' })
    expect(modeOf(deep)).toBe(0o600)
    expect(ConfigDraft.of(deep, {}).load().server.name).toBe('shop')
  })

  it('keeps what was there, for its owner only too, and never twice in one second', () => {
    writeFileSync(file, 'enforce: off\n', { mode: 0o644 })
    const { backup } = writeConfig(draftOf(file), NOW)
    expect(backup).toBe(`${file}.20260302T091501Z.bak`)
    expect(readFileSync(backup!, 'utf8')).toBe('enforce: off\n')
    expect([modeOf(file), modeOf(backup!)]).toEqual([0o600, 0o600])
    const after = readFileSync(file, 'utf8')
    expect(() => writeConfig(draftOf(file).with(['server', 'name'], 'other'), NOW)).toThrow('EEXIST')
    expect(readFileSync(file, 'utf8')).toBe(after)
    expect(readdirSync(folder).sort()).toEqual(['breakwater.yaml', 'breakwater.yaml.20260302T091501Z.bak'])
  })

  it('writes nothing when the file was changed meanwhile', () => {
    writeFileSync(file, 'enforce: off\n')
    const draft = draftOf(file)
    writeFileSync(file, 'profile: classic\n')
    expect(() => writeConfig(draft, NOW)).toThrow('was changed meanwhile')
    expect(readFileSync(file, 'utf8')).toBe('profile: classic\n')
    expect(readdirSync(folder)).toEqual(['breakwater.yaml'])
  })

  it('writes to where a link points, and leaves it a link', () => {
    const real = join(folder, 'real.yaml')
    writeFileSync(real, 'enforce: off\n')
    symlinkSync(real, file)
    writeConfig(draftOf(file), NOW)
    expect(lstatSync(file).isSymbolicLink()).toBe(true)
    expect(readFileSync(real, 'utf8')).toContain('shop')
  })

  it('lets the group of its folder read, as a service with its own user needs', (test) => {
    if (!isRoot) return test.skip('only root gives files away')
    const shared = join(folder, 'etc')
    mkdirSync(shared)
    chmodSync(shared, 0o750)
    chownSync(shared, 0, 4_242)
    const path = join(shared, 'breakwater.yaml')
    expect(writeConfig(draftOf(path), NOW).mode).toBe('0640')
    expect(statSync(path)).toMatchObject({ uid: 0, gid: 4_242 })
    // One that everybody may enter says nothing.
    chmodSync(shared, 0o755)
    rmSync(path)
    expect(writeConfig(draftOf(path), NOW).mode).toBe('0600')
  })
})
