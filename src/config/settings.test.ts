import { describe, expect, it } from 'vitest'
import { configSchema } from './schema.ts'
import { settingsOf } from './settings.ts'

const settings = (written: object) =>
  new Map(settingsOf(configSchema.parse(written)).map((setting) => [setting.option, setting]))

describe('the settings in effect', () => {
  it('are told as they would be written, with what they mean and whether they are the default', () => {
    const found = settings({
      bans: { ladder: ['5m', 'permanent'] },
      allow: ['192.0.2.0/24'],
      logs: ['/var/log/a.log', { path: '/var/log/b: #.log', format: 'combined' }],
    })
    expect(found.get('bans.ladder')).toEqual({
      option: 'bans.ladder',
      value: '[5m, permanent]',
      is_default: false,
      description: expect.stringContaining('Length of the first'),
    })
    expect(found.get('allow')!.value).toBe('[192.0.2.0/24]')
    expect(found.get('logs')!.value).toBe('[/var/log/a.log, {path: "/var/log/b: #.log", format: combined}]')
    expect(found.get('bans.decay')).toMatchObject({ value: '30d', is_default: true })
    expect(found.get('alerts.file')).toMatchObject({ value: 'null', is_default: true })
    expect(found.has('bans')).toBe(false)
  })

  it('never tell a secret, and tell that there is one', () => {
    const found = settings({
      enforce: 'webhook',
      enforcement: { webhook: 'https://gateway.example/t0ken', exec: ['ban', '--token', 't0ken'] },
    })
    expect(found.get('enforcement.webhook')).toMatchObject({ value: '(set)', is_default: false })
    expect(found.get('enforcement.exec')).toMatchObject({ value: '(set)', is_default: false })
    expect(JSON.stringify([...found.values()])).not.toContain('t0ken')
    const none = settings({})
    expect(none.get('enforcement.webhook')).toMatchObject({ value: 'null', is_default: true })
    expect([...none.values()].every(({ is_default }) => is_default)).toBe(true)
  })
})
