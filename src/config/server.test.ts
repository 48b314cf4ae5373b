import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { explainConfig } from './explain.ts'
import { parseListen } from './listen-address.ts'
import { configSchema } from './schema.ts'
import { withoutSecrets } from './secrets.ts'

const CANARY = 'canary-canary-canary-canary'
const HASH = `scrypt:14:8:5:${'a'.repeat(22)}:${'b'.repeat(43)}`

const faultsOf = (server: object) =>
  configSchema.safeParse({ server }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

describe('the server', () => {
  it.each(['127.0.0.1:8642', '127.8.0.1:1', '[::1]:8642', 'localhost:0', 'off'])(
    'may listen at %s without a credential',
    (listen) => expect(faultsOf({ listen })).toEqual([]),
  )

  it.each(['0.0.0.0:8642', '[::]:8642', '192.0.2.1:8642', '[::ffff:192.0.2.1]:8642', '[2001:db8::1]:8642'])(
    'listens at %s only with a credential',
    (listen) => {
      expect(faultsOf({ listen }).join()).toMatch(/^server\.listen: .*set server\.password or server\.token/)
      expect(faultsOf({ listen, password: CANARY })).toEqual([])
      expect(faultsOf({ listen, password: HASH })).toEqual([])
      expect(faultsOf({ listen, token: CANARY })).toEqual([])
    },
  )

  it('has no address for others without a credential, public or not', () => {
    for (const more of [{}, { public: true }]) {
      const faults = faultsOf({ public_url: 'https://logs.example', ...more })
      expect(faults.join()).toMatch(/^server\.public_url: .*everybody would see everything/)
    }
    expect(faultsOf({ public_url: 'https://logs.example', public: true, token: CANARY })).toEqual([])
  })

  it.each(['8642', 'example.com:80', '127.0.0.1', '127.0.0.1:99999', '::1:8642', '[127.0.0.1]:80', '010.0.0.1:80', ''])(
    'does not listen at "%s"',
    (listen) => expect(faultsOf({ listen })).toEqual([expect.stringContaining('write HOST:PORT')]),
  )

  it.each([
    'logs.example',
    'ftp://logs.example',
    'https://logs.example/breakwater',
    'https://a:b@logs.example',
    'https://logs.example/?x',
    'javascript:alert(1)',
  ])('has no address such as %s', (public_url) => {
    expect(faultsOf({ public_url, token: CANARY })).toEqual([expect.stringContaining('without a path')])
  })

  it('repeats no secret when it is not valid, and shows none when it is', () => {
    for (const server of [
      { password: 'canary' },
      { password: 'scrypt:canary' },
      { token: 'canary' },
      { token: `${CANARY} x` },
    ]) {
      expect(faultsOf(server)).toHaveLength(1)
      expect(faultsOf(server).join()).not.toContain('canary')
    }
    const webhook = `https://hooks.example/${CANARY}`
    const config = configSchema.parse({ server: { password: CANARY, token: CANARY }, enforcement: { webhook } })
    const told = explainConfig({ config, files: [], sources: new Map([['server.token', 'a.yaml:2 from TOKEN']]) })
    expect(told + JSON.stringify(withoutSecrets(config))).not.toContain('canary')
    expect(told).toContain('token: (hidden) # a.yaml:2 from TOKEN')
    expect(told).toContain('webhook: https://hooks.example/(hidden)')
    expect(config.server.password).toBe(CANARY)
    // What is shown is no password when it is copied.
    expect(configSchema.safeParse(parse(told)).success).toBe(false)
  })

  it('takes an address apart', () => {
    expect(parseListen('[::1]:8642')).toEqual({ host: '::1', port: 8_642 })
    expect(parseListen('localhost:80')).toEqual({ host: 'localhost', port: 80 })
  })
})
