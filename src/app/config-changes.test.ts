import { describe, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import { configSchema } from '../config/schema.ts'
import { configChanges } from './config-changes.ts'

describe('changes of the configuration', () => {
  it('are told by option, with both values', () => {
    const next = { ...defaultConfig, lateness: 3_000, bans: { ...defaultConfig.bans, per_minute: 7 } }
    const changes = configChanges(defaultConfig, next).sort((a, b) => a.option.localeCompare(b.option))
    expect(changes).toEqual([
      { option: 'bans.per_minute', from: String(defaultConfig.bans.per_minute), to: '7' },
      { option: 'lateness', from: String(defaultConfig.lateness), to: '3000' },
    ])
    expect(configChanges(defaultConfig, defaultConfig)).toEqual([])
  })

  it('never tell what may be a secret', () => {
    const enforcement = { ...defaultConfig.enforcement, webhook: 'https://example.test/t0ken', exec: ['ban', 't0ken'] }
    const changes = configChanges(defaultConfig, { ...defaultConfig, enforcement })
    expect(changes.map(({ option }) => option)).toEqual(['enforcement.webhook', 'enforcement.exec'])
    expect(JSON.stringify(changes)).not.toContain('t0ken')
    const channels = [{ name: 'a', type: 'slack', url: 'https://example.test/t0ken' }]
    const notified = { ...defaultConfig, notify: configSchema.parse({ notify: { channels } }).notify }
    expect(configChanges(defaultConfig, notified)).toEqual([{ option: 'notify.channels', from: '…', to: '…' }])
  })
})
