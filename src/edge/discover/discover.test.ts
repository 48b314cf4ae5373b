import { describe, expect, it } from 'vitest'
import { discover } from './discover.ts'
import { MemoryServer } from './memory-server.fixture.ts'
import type { ServerProcess } from './server-files.ts'

const process = (...args: string[]): ServerProcess => ({ pid: 7, args, cwd: '/srv/here', contained: false })
/** Server, configuration, pid and paths of all that is found. */
const found = (files: Readonly<Record<string, string | null>>, ...processes: ServerProcess[]) =>
  discover(new MemoryServer(files, processes)).map(({ server, config, pid, levels }) => [
    server,
    config,
    pid,
    levels.flat().flatMap(({ paths }) => paths),
  ])

const BUILT =
  "\0\u007fELF…\0configure arguments: --with-cc-opt='-g -O2' --prefix=/opt/p --conf-path=conf/n.conf --http-log-path=log/a.log\0…"
const SITE = 'http { access_log logs/a.log; }'

describe('discover', () => {
  it('finds nothing on a machine without a server', () => expect(found({ '/bin/sh': '' })).toEqual([]))

  it.each([
    ['nginx: master process nginx -c /tmp/a b/n.conf -e stderr', '/tmp/a b/n.conf', '/etc/nginx/logs/a.log'],
    [
      'nginx: master process /usr/sbin/nginx -p /srv/p/ -g daemon on; master_process on;',
      '/etc/nginx/nginx.conf',
      '/srv/p/logs/a.log',
    ],
    ['nginx: master process nginx -p sub -c n.conf', '/srv/here/sub/n.conf', '/srv/here/sub/logs/a.log'],
    ['nginx: master process nginx', '/etc/nginx/nginx.conf', '/etc/nginx/logs/a.log'],
  ])('reads the title "%s"', (title, config, log) =>
    expect(found({ [config]: SITE }, process(title))).toEqual([['nginx', config, 7, [log]]]),
  )

  it('reads the words of an nginx that is its own worker', () =>
    expect(found({ '/tmp/n.conf': SITE }, process('/usr/sbin/nginx', '-c', '/tmp/n.conf'))).toEqual([
      ['nginx', '/tmp/n.conf', 7, ['/etc/nginx/logs/a.log']],
    ]))

  it('takes what is compiled in from the program that runs, or that is installed', () => {
    const running = { '/proc/7/exe': BUILT, '/opt/p/conf/n.conf': 'http { }' }
    expect(found(running, process('nginx: master process ./nginx'))).toEqual([
      ['nginx', '/opt/p/conf/n.conf', 7, ['/opt/p/log/a.log']],
    ])
    expect(found({ '/usr/sbin/nginx': BUILT, '/opt/p/conf/n.conf': 'http { }' })).toEqual([
      ['nginx', '/opt/p/conf/n.conf', null, ['/opt/p/log/a.log']],
    ])
  })

  it.each([['nginx: worker process'], ['nginx: cache manager process'], ['nginx', '-s'], ['/usr/bin/vim', 'nginx']])(
    'is not led by %s',
    (...args) => expect(found({}, process(...args))).toEqual([]),
  )

  it('does not take the paths of a container for ours', () =>
    expect(
      found({ '/tmp/n.conf': SITE }, { ...process('nginx: master process nginx -c /tmp/n.conf'), contained: true }),
    ).toEqual([]))

  it('reads an Apache with its options, once for all its processes', () => {
    const files = { '/srv/web/conf/h.conf': '<IfDefine SITE>\nTransferLog logs/a.log\n</IfDefine>' }
    const words = ['/usr/sbin/httpd', '-d', '/srv/web', '-f', 'conf/h.conf', '-DSITE']
    expect(found(files, process(...words), process(...words))).toEqual([
      ['Apache', '/srv/web/conf/h.conf', 7, ['/srv/web/logs/a.log']],
    ])
  })

  it('puts what runs before what is installed, and nginx before Apache', () => {
    const files = { '/etc/nginx/nginx.conf': SITE, '/etc/httpd/conf/httpd.conf': 'TransferLog logs/a.log' }
    const servers = (...processes: ServerProcess[]) => found(files, ...processes).map(([server]) => server)
    expect(servers()).toEqual(['nginx', 'Apache'])
    expect(servers(process('httpd'))).toEqual(['Apache', 'nginx'])
    expect(servers(process('httpd'), process('nginx: master process nginx'))).toEqual(['nginx', 'Apache'])
  })
})
