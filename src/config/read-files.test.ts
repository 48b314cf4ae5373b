// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of a configuration file, not of this one
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError } from '../domain/errors.ts'
import { defaultConfig } from './defaults.ts'
import { readConfigFiles } from './read-files.ts'

const root = mkdtempSync(join(tmpdir(), 'breakwater-config-'))
afterAll(() => rmSync(root, { recursive: true }))

let folders = 0
/** Writes files, the first being the main one, and reads them. */
function read(files: Record<string, string>, environment: NodeJS.ProcessEnv = {}) {
  const folder = join(root, String(folders++))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return { folder, load: () => readConfigFiles(join(folder, 'b.yaml'), environment) }
}

function load(text: string, environment: NodeJS.ProcessEnv = {}) {
  return read({ 'b.yaml': text }, environment).load().config
}

/** The problems, with places relative to the folder. */
function problems(files: Record<string, string>, environment: NodeJS.ProcessEnv = {}): string[] {
  const { folder, load } = read(files, environment)
  try {
    load()
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).message.replaceAll(`${folder}/`, '').split('\n')
  }
  return []
}

describe('configuration files', () => {
  it.each([
    ['an empty file', ''],
    ['comments alone', '# nothing\n'],
    ['empty sections', 'bans:\nceiling: {}\n'],
    ['JSON', '{"profile": "calibrated"}'],
  ])('takes %s as the defaults', (_, text) => expect(load(text)).toEqual(defaultConfig))

  it('reads durations, counts and lists', () => {
    const config = load(
      'bans: { ladder: [90s, 1h30m, permanent], decay: off }\nlimits: { sources: 64Ki }\nceiling: { per_second: "40" }\nlogs: [a.log, {path: b.log, format: json}]',
    )
    expect(config.bans.ladder).toEqual([90_000, 5_400_000, null])
    expect(config.bans.decay).toBeNull()
    expect(config.limits.sources).toBe(65_536)
    expect(config.ceiling).toEqual({ per_second: 40, per_10_seconds: 1_000 })
    expect(config.logs).toEqual(['a.log', { path: 'b.log', format: 'json' }])
  })

  it('lets later overlays win: maps are merged, lists replaced', () => {
    const { folder, load } = read({
      'b.yaml': 'allow: [192.0.2.1]\nceiling: { per_second: 100, per_10_seconds: 400 }\n',
      'conf.d/20-late.yaml': 'ceiling: { per_second: 60 }\n',
      'conf.d/10-early.yaml': 'ceiling: { per_second: 50 }\nallow: [192.0.2.2]\n',
      'conf.d/30-empty.yaml': 'ceiling:\n',
      'conf.d/.hidden.yaml': 'nonsense: 1\n',
      'conf.d/readme.txt': 'nonsense',
    })
    const { config, files, sources } = load()
    expect(config.ceiling).toEqual({ per_second: 60, per_10_seconds: 400 })
    expect(config.allow).toEqual(['192.0.2.2'])
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
      'b.yaml',
      'conf.d/10-early.yaml',
      'conf.d/20-late.yaml',
      'conf.d/30-empty.yaml',
    ])
    expect(sources.get('ceiling.per_second')).toBe(`${folder}/conf.d/20-late.yaml:1`)
    expect(sources.get('ceiling.per_10_seconds')).toBe(`${folder}/b.yaml:2`)
    expect(sources.has('bans.decay')).toBe(false)
  })

  it('fills in the environment and says so', () => {
    const { folder, load } = read(
      { 'b.yaml': 'ceiling:\n  per_second: ${LIMIT:-70}\nallow: ["${NET}/24"]\n' },
      { NET: '192.0.2.0' },
    )
    const { config, sources } = load()
    expect(config.ceiling.per_second).toBe(70)
    expect(config.allow).toEqual(['192.0.2.0/24'])
    expect(sources.get('allow')).toBe(`${folder}/b.yaml:3 with \${NET}`)
  })

  it('names an unknown option with its place and the option that was meant', () => {
    expect(problems({ 'b.yaml': 'profile: classic\nbans:\n  laddder: [10m]\n' })).toEqual([
      'b.yaml:3:3: unknown option bans.laddder; did you mean ladder?',
    ])
    expect(problems({ 'b.yaml': '__proto__: { polluted: yes }\nconstructor: 1\n' })).toEqual([
      'b.yaml:1:1: unknown option __proto__',
      'b.yaml:2:1: unknown option constructor',
    ])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(problems({ 'b.yaml': 'logs: [{pth: a.log, path: b.log}]' })).toEqual([
      'b.yaml:1:9: unknown option logs.0.pth; did you mean path?',
    ])
  })

  it('lists every problem of every file, in their order', () => {
    const found = problems({
      'b.yaml': 'profile: calm\nallow:\n  - 192.0.2.01\n  - ${NOWHERE}\nformat: fancy\nlogs: [5]\n',
      'conf.d/1.yaml': 'a: [1\n',
      'conf.d/2.yaml': 'lateness: 1500ms\nceilling: {}\n',
    })
    expect(found.map((problem) => problem.split(' ')[0])).toEqual([
      'b.yaml:1:10:',
      'b.yaml:3:5:',
      'b.yaml:4:5:',
      'b.yaml:5:9:',
      'b.yaml:6:8:',
      'conf.d/1.yaml:2:1:',
      'conf.d/2.yaml:1:11:',
      'conf.d/2.yaml:2:1:',
    ])
    expect(found[2]).toContain('NOWHERE is not set')
  })

  it('does not tell what the environment gave', () => {
    const found = problems({ 'b.yaml': 'bans: { decay: "${A}" }\nallow: ["${B}"]\n' }, { A: 'hush1', B: 'hush2' })
    expect(found).toHaveLength(2)
    expect(found.join()).not.toContain('hush')
    expect(found[0]).toContain('${A}')
  })

  it.each([
    ['trusted_proxies: [0.0.0.0/0]', 'trust everybody'],
    ['trusted_proxies: ["::/0"]', 'trust everybody'],
    ['trusted_proxies: ["::ffff:0:0/96"]', 'trust everybody'],
    ['allow: [192.0.2.7/24]', 'write 192.0.2.0/24'],
    ['allow: ["2001:db8:0:5::1/48"]', 'write 2001:db8::/48'],
    ['allow: [192.0.2.010]', 'not an IP address'],
    ['allow: [192.0.2]', 'not an IP address'],
    ['allow: ["fe80::1%eth0"]', 'not an IP address'],
    ['allow: [192.0.2.0/33]', 'prefix length'],
    ['allow: 192.0.2.1', 'expected array'],
    ['ceiling: { per_second: 19 }', 'from 20 to 60000'],
    ['ceiling: { per_second: 20.5 }', 'from 20 to 60000'],
    ['ceiling: 5', 'expected object'],
    ['bans: { ladder: [] }', 'at least one length'],
    ['bans: { ladder: [10] }', 'write a duration'],
    ['bans: { ladder: [0s] }', 'out of range'],
    ['lateness: 11s', 'out of range'],
    ['enforce: pf', 'expected one of'],
    ['- a', 'must be a map'],
    ['a: 1\na: 2', 'unique'],
    ['allow: !secret x', 'Unresolved tag'],
  ])('refuses %s', (text, wanted) => expect(problems({ 'b.yaml': text }).join()).toContain(wanted))

  it('stops bombs', () => {
    const level = (name: string, below: string) => `${name}: &${name} [${Array(9).fill(`*${below}`).join(', ')}]\n`
    const bomb = `a: &a [x, x, x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}`
    expect(problems({ 'b.yaml': bomb }).join()).toContain('resource exhaustion')
    expect(problems({ 'b.yaml': `allow: ${'['.repeat(100_000)}` }).join()).toContain('nested too deeply')
    expect(problems({ 'b.yaml': `# ${'x'.repeat(1 << 20)}` }).join()).toContain('larger than 1 MiB')
  })

  it('says that a file is not there', () => {
    expect(() => readConfigFiles(join(root, 'nowhere.yaml'), {})).toThrow(
      `${join(root, 'nowhere.yaml')}: it cannot be read (ENOENT)`,
    )
  })
})
