import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { program } from '../../src/cli/program.ts'
import { readConfigFiles } from '../../src/config/read-files.ts'
import { parseUnit } from './unit-file.ts'

const examples = join(import.meta.dirname, '..', '..', 'examples', 'systemd')
const read = (name: string) => readFileSync(join(examples, name), 'utf8')
const text = read('breakwater.service')
const unit = parseUnit(text)
const service = unit.get('Service')!
const one = (name: string) => {
  expect(service.get(name), name).toHaveLength(1)
  return service.get(name)![0]!
}

const folder = mkdtempSync(join(tmpdir(), 'breakwater-unit-'))
afterAll(() => rmSync(folder, { recursive: true }))
const trouble = spawnSync('systemd-analyze', ['--version']).error
  ? 'systemd-analyze is missing (Debian package systemd)'
  : undefined
if (trouble) process.stdout.write(`skipped, systemd's own look at the unit: ${trouble}\n`)

/** The unit with programs that are on each machine. */
function written(): string {
  const path = join(folder, 'breakwater.service')
  writeFileSync(path, text.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true').replace('User=breakwater', 'User=root'))
  return path
}

describe('the unit', () => {
  it('has the sections and kinds of settings of a service', () => {
    expect([...unit.keys()]).toEqual(['Unit', 'Service', 'Install'])
    for (const [name, values] of service)
      expect(values.length, name).toBeLessThanOrEqual(name === 'SystemCallFilter' ? 2 : 1)
  })

  it('starts a command that there is, with options that it has', () => {
    const [path, command, ...args] = one('ExecStart').split(' ')
    expect([path, command]).toEqual(['/usr/bin/breakwater', 'run'])
    const run = program().commands.find((each) => each.name() === 'run')!
    const known = [...run.options, ...program().options].map(({ long }) => long)
    for (const option of args.filter((each) => each.startsWith('--'))) expect(known).toContain(option)
  })

  it('is told of readiness and life by a process of its own, in time for priming', () => {
    expect([one('Type'), one('NotifyAccess')]).toEqual(['notify', 'all'])
    expect(Number.parseInt(one('WatchdogSec'), 10)).toBeGreaterThanOrEqual(10)
    expect(Number.parseInt(one('TimeoutStartSec'), 10)).toBeGreaterThanOrEqual(30)
    expect(one('ExecReload')).toBe('/bin/kill -HUP $MAINPID')
    expect(one('Restart')).toBe('on-failure')
  })

  it('gives no right but the one to change the firewall', () => {
    expect([one('AmbientCapabilities'), one('CapabilityBoundingSet')]).toEqual(['CAP_NET_ADMIN', 'CAP_NET_ADMIN'])
    expect([one('User'), one('NoNewPrivileges'), one('ProtectSystem')]).toEqual(['breakwater', 'yes', 'strict'])
    expect([one('StateDirectory'), one('StateDirectoryMode'), one('RuntimeDirectory')]).toEqual([
      ...['breakwater', '0700', 'breakwater'],
    ])
    expect(service.get('SystemCallFilter')).toEqual(['@system-service', '~@privileged @resources'])
  })

  it.skipIf(trouble !== undefined)('is one that systemd takes', () => {
    const { status, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', '--recursive-errors=no', written()],
      {
        encoding: 'utf8',
      },
    )
    expect([status, stderr.split('\n').filter((line) => line.includes('breakwater.service'))]).toEqual([0, []])
  })

  it.skipIf(trouble !== undefined)('leaves little to attack, by what systemd counts', () => {
    const args = ['security', '--offline=true', '--no-pager', '--threshold=25', written()]
    const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
    expect([status, stderr], stdout.split('\n').slice(-3).join()).toEqual([0, ''])
  })
})

describe('what comes with it', () => {
  it('makes one user, whom the unit names, and its folders', () => {
    const lines = (name: string) =>
      read(name)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
    const users = lines('sysusers.d/breakwater.conf').map((line) => line.match(/"[^"]*"|\S+/g)!)
    expect(users).toEqual([
      ['u', 'breakwater', '-', '"Breakwater"', '/var/lib/breakwater', '/usr/sbin/nologin'],
      ['m', 'breakwater', one('SupplementaryGroups')],
    ])
    const folders = lines('tmpfiles.d/breakwater.conf').map((line) => line.split(/\s+/))
    for (const fields of folders) expect(fields).toHaveLength(6)
    expect(folders.map(([type, path, mode, user, group]) => [type, path, mode, user, group].join(' '))).toEqual([
      'd /etc/breakwater 0750 root breakwater',
      'd /etc/breakwater/conf.d 0750 root breakwater',
      'd /var/lib/breakwater 0700 breakwater breakwater',
      'd /var/log/breakwater 0750 breakwater adm',
    ])
  })

  it('writes its alerts where logrotate looks, and begins by observing', () => {
    const { config } = readConfigFiles(join(examples, 'breakwater.yaml'), {})
    expect(config.enforce).toBe('off')
    const [path, block] = /^(\/\S+) \{\n([^}]+)\}\n$/m.exec(read('logrotate.d/breakwater'))!.slice(1) as [
      string,
      string,
    ]
    expect(path).toBe(config.alerts.file)
    expect(block).toContain('create 0640 breakwater adm')
    expect(block).not.toMatch(/^\s*copytruncate/m)
  })

  it.each([
    ['[Service]\nType notify\n', 'line 2'],
    ['Type=notify\n', 'line 1'],
    ['[Service]\n[Service]\n', 'twice'],
    ['[Service]\nExecStart=/bin/true \\\n', 'continuation'],
  ])('the parser of units finds the fault in %j', (broken, fault) => expect(() => parseUnit(broken)).toThrow(fault))
})
