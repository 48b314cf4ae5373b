import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { defaultConfig } from './defaults.ts'
import { exampleFile } from './example-file.ts'
import { explainConfig } from './explain.ts'
import { listOptions } from './json-schema.ts'
import { configSchema } from './schema.ts'

describe('configuration schema', () => {
  it('has the defaults that the program starts with', () => {
    expect(configSchema.parse({})).toEqual(defaultConfig)
  })

  it('describes every option and gives it a default', () => {
    const options = listOptions()
    expect(options.length).toBeGreaterThan(20)
    expect(options.filter(({ description }) => description === '')).toEqual([])
    const leaves = options.filter((option) => option.default !== undefined).map(({ path }) => path)
    expect(leaves).toContain('bans.ladder')
    expect(leaves).toContain('alerts.file')
  })

  it('writes back what it reads', () => {
    const written = {
      bans: { ladder: ['45s', 'permanent'], decay: 'off' },
      limits: { sources: '2Mi' },
      allow: ['192.0.2.0/24'],
    }
    const config = configSchema.parse(written)
    expect(configSchema.parse(z.encode(configSchema, config))).toEqual(config)
  })
})

describe('the example file', () => {
  it('changes nothing as it is', () => {
    const sections = Object.fromEntries(Object.keys(parse(exampleFile())).map((name) => [name, {}]))
    expect(configSchema.parse(sections)).toEqual(defaultConfig)
  })

  it('holds the defaults when all its options are in force', () => {
    const inForce = exampleFile().replace(/^( *)#(?=\w+: )/gm, '$1')
    const written = parse(inForce)
    expect(Object.keys(written).sort()).toEqual(Object.keys(defaultConfig).sort())
    expect(Object.keys(written.bans)).toEqual(Object.keys(defaultConfig.bans))
    expect(configSchema.parse(written)).toEqual(defaultConfig)
  })
})

describe('explanation', () => {
  it('is a file with the same meaning', () => {
    const config = configSchema.parse({
      bans: { ladder: ['10m', 'permanent'] },
      allow: ['192.0.2.1'],
      alerts: { file: 'a b' },
    })
    const text = explainConfig({ config, files: ['b.yaml'], sources: new Map([['bans.ladder', 'b.yaml:3']]) })
    expect(configSchema.parse(parse(text))).toEqual(config)
    expect(text).toContain('ladder: [10m, permanent] # b.yaml:3\n')
    expect(text).toContain('per_second: 300 # default\n')
    expect(text).toContain('From, later ones win: b.yaml\n')
  })
})
