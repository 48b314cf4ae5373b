import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfigFiles } from '../../src/config/read-files.ts'
import { ENFORCEMENT_MODES } from '../../src/domain/enforcement.ts'
import { nginxTrouble } from '../e2e/nginx-server.ts'
import { composeFaults, readCompose, readEnvironment, variablesOf } from './compose-file.ts'

const repository = join(import.meta.dirname, '..', '..')

const noNginx = nginxTrouble()
if (noNginx) process.stdout.write(`skipped, nginx.conf of the examples: ${noNginx}\n`)

const SECRETS = { BREAKWATER_PASSWORD: 'correct horse', BREAKWATER_TOKEN: 't'.repeat(48) }

describe.each(['docker', 'nextcloud'])('examples/%s', (name) => {
  const folder = join(repository, 'examples', name)
  const compose = readCompose(folder)
  const breakwater = compose.services.breakwater!
  const config = (environment: Record<string, string>) =>
    readConfigFiles(join(folder, 'breakwater.yaml'), { ...SECRETS, ...environment }).config

  it('is a compose file whose parts fit together', () => expect(composeFaults(folder, compose)).toEqual([]))

  it('has one switch, which observes until it is turned', () => {
    expect(breakwater.environment!.BREAKWATER_ENFORCE).toBe(`\${BREAKWATER_ENFORCE:-off}`)
    expect(config({}).enforce).toBe('off')
    for (const mode of ['off', 'nftables', 'iptables'] as const)
      expect(config({ BREAKWATER_ENFORCE: mode }).enforce).toBe(mode)
    const shell = readFileSync(join(repository, 'docker', 'breakwater.sh'), 'utf8')
    const modes = [...shell.matchAll(/^ {2}([a-z]+)\) wanted=/gm)].map(([, mode]) => mode)
    expect(modes).toEqual(['off', 'nftables', 'iptables'])
    for (const mode of modes) expect(ENFORCEMENT_MODES).toContain(mode)
  })

  it('gives Breakwater no more than it needs', () => {
    const { read_only, cap_drop, cap_add, security_opt, network_mode, volumes, tmpfs, user } = breakwater
    expect({ read_only, cap_drop, cap_add, security_opt, network_mode, tmpfs, user }).toEqual({
      ...{
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        network_mode: 'service:nginx',
      },
      ...{ cap_add: ['SETUID', 'SETGID', 'NET_ADMIN', 'NET_RAW'], tmpfs: ['/tmp', '/run'], user: undefined },
    })
    expect(volumes!.filter((mount) => !mount.endsWith(':ro'))).toEqual(['state:/var/lib/breakwater'])
    expect(JSON.stringify(compose)).not.toMatch(/privileged|docker\.sock|network_mode":"host/)
  })

  it('reads the log that nginx writes on the volume that both share', () => {
    const nginx = readFileSync(join(folder, 'nginx.conf'), 'utf8')
    const path = /^\s*access_log (\S+) breakwater;$/m.exec(nginx)![1]!
    expect(nginx).toContain('log_format breakwater escape=json')
    expect(config({}).logs).toEqual([{ path, format: 'json' }])
    const sharedBy = (service: string) => compose.services[service]!.volumes!.find((mount) => mount.startsWith('logs:'))
    expect(sharedBy('nginx')).toBe('logs:/var/log/site')
    expect(sharedBy('breakwater')).toBe('logs:/var/log/site:ro')
    expect(path.startsWith('/var/log/site/')).toBe(true)
  })

  it.skipIf(noNginx !== undefined)('has a configuration that nginx takes', () => {
    const work = mkdtempSync(join(tmpdir(), 'breakwater-compose-'))
    const text = readFileSync(join(folder, 'nginx.conf'), 'utf8')
      .replaceAll('/var/log/site', work)
      .replace('/dev/stderr', `${work}/error.log`)
      .replace('/var/run/nginx.pid', `${work}/pid`)
      .replace('http://app:80', 'http://127.0.0.1:9000')
    writeFileSync(join(work, 'nginx.conf'), text)
    const { status, stderr } = spawnSync('nginx', ['-t', '-q', '-c', `${work}/nginx.conf`], { encoding: 'utf8' })
    rmSync(work, { recursive: true })
    expect([status, stderr]).toEqual([0, ''])
  })

  it('shows the dashboard to this machine only, and to nobody without a password', () => {
    const { server } = config({})
    expect(server).toMatchObject({ listen: '0.0.0.0:8642', password: SECRETS.BREAKWATER_PASSWORD, public: false })
    const published = Object.values(compose.services).flatMap(({ ports = [] }) =>
      ports.filter((one) => one.endsWith(':8642')),
    )
    expect(published).toEqual(['127.0.0.1:8642:8642'])
    expect(() => config({ BREAKWATER_PASSWORD: '' })).toThrow(/server\.password/)
  })

  it('names in .env.example what has to be set', () => {
    const { all, required } = variablesOf(folder)
    const example = readEnvironment(join(folder, '.env.example'))
    expect(Object.keys(example).sort()).toEqual(all)
    // Empty: whoever forgets one is told so by compose.
    for (const name of required) expect(example[name], name).toBe('')
  })
})

describe('the image', () => {
  const dockerfile = readFileSync(join(repository, 'Dockerfile'), 'utf8')

  it('begins from a base that may be chosen, and checks its health', () => {
    expect(dockerfile).toMatch(/^ARG BASE=docker\.io\/library\/node:\d+-bookworm-slim$/m)
    expect(dockerfile.match(/^FROM .*$/gm)).toEqual(['FROM $' + '{BASE} AS build', 'FROM $' + '{BASE}'])
    expect(dockerfile).toContain('CMD ["breakwater", "status"]')
    expect(dockerfile).toContain('VOLUME /var/lib/breakwater')
  })

  it('has a configuration that is one, and observes', () => {
    const { config } = readConfigFiles(join(repository, 'docker', 'breakwater.yaml'), {})
    expect(config).toMatchObject({
      enforce: 'off',
      logs: ['/var/log/site/*.json'],
      server: { listen: '127.0.0.1:8642' },
    })
  })

  it('takes no secrets, no history and no tests of this work tree', () => {
    const [first, ...rules] = readFileSync(join(repository, '.dockerignore'), 'utf8').trim().split('\n')
    expect(first).toBe('*')
    for (const name of ['.git', '.env', 'node_modules', 'dist', 'test', 'examples'])
      expect(rules).not.toContain(`!${name}`)
  })
})
