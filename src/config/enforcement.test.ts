import { describe, expect, it } from 'vitest'
import { configSchema } from './schema.ts'

const faultsOf = (written: object) =>
  configSchema.safeParse(written).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

describe('enforcement', () => {
  it.each([
    ['nginx', 'deny_file', '/etc/nginx/breakwater-deny.conf'],
    ['webhook', 'webhook', 'https://gateway.example/bans'],
    ['exec', 'exec', ['/usr/local/bin/block']],
  ])('%s needs its option %s', (enforce, option, value) => {
    expect(faultsOf({ enforce })).toEqual([`enforcement.${option}: enforce: ${enforce} needs this`])
    expect(faultsOf({ enforce, enforcement: { [option]: value } })).toEqual([])
  })

  it('takes no name that may be another program’s table', () => {
    for (const table of ['filter', 'nat', 'breakwater; flush ruleset', 'Breakwater', ''])
      expect(faultsOf({ enforcement: { table } }), table).toHaveLength(1)
    expect(faultsOf({ enforcement: { table: 'breakwater_test' } })).toEqual([])
  })

  it('posts in the clear only to this machine or network, and repeats no secret', () => {
    for (const webhook of ['http://localhost:9000/x', 'http://10.1.2.3/', 'http://[::1]:80/', 'https://a.example/'])
      expect(faultsOf({ enforcement: { webhook } }), webhook).toEqual([])
    for (const webhook of [
      'http://a.example/canary',
      'ftp://a.example/canary',
      'canary',
      'http://203.0.113.1/canary',
    ]) {
      const faults = faultsOf({ enforcement: { webhook } })
      expect(faults, webhook).toHaveLength(1)
      expect(faults.join()).not.toContain('canary')
    }
  })

  it('takes commands as lists only', () => {
    expect(faultsOf({ enforcement: { reload: 'nginx -s reload' } })).toHaveLength(1)
    expect(faultsOf({ enforcement: { exec: [''] } })).toHaveLength(1)
    expect(faultsOf({ enforcement: { deny_file: 'deny.conf' } })).toHaveLength(1)
  })
})
