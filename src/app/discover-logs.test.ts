import { describe, expect, it } from 'vitest'
import { SourceError } from '../domain/errors.ts'
import { MemoryServer } from '../edge/discover/memory-server.fixture.ts'
import { discoverLogs } from './discover-logs.ts'

const NGINX = { pid: 7, args: ['nginx: master process nginx'], cwd: '/', contained: false }
const APACHE = { pid: 8, args: ['/usr/sbin/apache2', '-k', 'start'], cwd: '/', contained: false }
const CONF = '/etc/nginx/nginx.conf'
const USUAL = '/var/log/nginx/access.log'

function choose(files: Readonly<Record<string, string | null>>, processes = [NGINX], format = 'auto') {
  const { logs, notes } = discoverLogs(new MemoryServer(files, processes), format)
  return { logs, notes: notes.map(({ severity, text }) => `${severity}: ${text}`) }
}
const http = (text: string) => ({ [CONF]: `http {\n${text}\n}` })

describe('discoverLogs', () => {
  it('gives each log of a running server with its format and where it was found', () => {
    const main = "log_format main '$remote_addr $time_iso8601 $status'"
    const { logs, notes } = choose({
      ...http(`${main};\nserver { access_log /a.log main; }\nserver { access_log /b.log; }`),
      '/b.log': '',
    })
    expect(notes).toEqual([])
    expect(logs).toEqual([
      { path: '/a.log', format: main, from: `${CONF}:3 (nginx, pid 7), format main`, notes: [] },
      { path: '/b.log', format: 'combined', from: `${CONF}:4 (nginx, pid 7), format combined`, notes: [] },
    ])
  })

  it('reads all logs by the format that was asked for', () => {
    const { logs } = choose(http("log_format x '$nothing';\nserver { access_log /a.log x; }"), [NGINX], 'json')
    expect(logs).toMatchObject([{ path: '/a.log', format: 'json' }])
  })

  it('takes only logs that exist from a server that does not run, and else the usual places', () => {
    expect(choose(http('access_log /a.log;'), []).logs).toBeNull()
    expect(choose({ ...http('access_log /a.log;'), '/a.log': '' }, []).logs).toMatchObject([{ path: '/a.log' }])
    expect(choose({ '/var/log/caddy/shop-access.log': '' }, []).logs).toEqual([
      { path: '/var/log/caddy/*access*.log', format: 'auto', from: 'the usual place' },
    ])
    expect(choose({ '/var/log/caddy/caddy.txt': '' }, []).logs).toBeNull()
  })

  it('takes a log that it may not read: its tail says what to do', () => {
    expect(choose({ [USUAL]: null }, []).logs).toMatchObject([{ path: USUAL }])
    expect(choose({ ...http('access_log /a.log;'), '/a.log': null }, []).logs).toMatchObject([{ path: '/a.log' }])
  })

  it('says which format cannot be read and why, and goes on with the other logs', () => {
    const { logs, notes } = choose(
      http("log_format bad '$remote_addr';\nserver { access_log /a.log bad; }\nserver { access_log /b.log; }"),
    )
    expect(logs).toMatchObject([{ path: '/b.log' }])
    expect(notes.join()).toMatch(/^warn: \/a.log \(\/etc\/nginx\/nginx.conf:3\): the log format has no status/)
  })

  it('follows the log that can be understood when another holds the same requests', () => {
    const { logs } = choose(http("log_format bad '$request_time';\naccess_log /a.log bad;\naccess_log /b.log;"))
    expect(logs).toMatchObject([{ path: '/b.log' }])
  })

  it('shows no demo when there are logs and none can be understood', () => {
    const files = http("log_format bad '$remote_addr';\naccess_log /a.log bad;")
    expect(() => choose(files)).toThrow(SourceError)
    expect(() => choose(files)).toThrow('/a.log (/etc/nginx/nginx.conf:3): the log format has no status')
  })

  it('tells of a server that logs nothing, or only to syslog', () => {
    expect(choose(http('server { access_log off; }'))).toEqual({
      logs: null,
      notes: [
        `warn: nginx: access_log off at ${CONF}:2: such requests are not seen`,
        `warn: nginx: ${CONF} names no access log that can be followed`,
      ],
    })
    expect(choose(http('access_log syslog:server=192.0.2.1;')).notes.join()).toContain('to syslog at 192.0.2.1')
  })

  it('leaves out a second server, since a request may pass both', () => {
    const files = { ...http('access_log /a.log;'), '/etc/apache2/apache2.conf': 'TransferLog /b.log' }
    const { logs, notes } = choose(files, [APACHE, NGINX])
    expect(logs).toMatchObject([{ path: '/a.log' }])
    expect(notes).toEqual([
      'info: Apache runs too (/etc/apache2/apache2.conf); its logs are left out, because a request may be in both: /b.log',
    ])
    expect(choose(files, [APACHE]).logs).toMatchObject([{ path: '/b.log', format: 'common' }])
  })

  it('joins the logs of two nginx, each once', () => {
    const files = {
      ...http('access_log /a.log;'),
      '/srv/n.conf': 'http { access_log /a.log; server { access_log /b.log; } server { } }',
    }
    const other = { pid: 9, args: ['nginx: master process nginx -c /srv/n.conf'], cwd: '/', contained: false }
    expect(choose(files, [NGINX, other]).logs!.map(({ path }) => path)).toEqual(['/a.log', '/b.log'])
  })

  it('says how the log of a container gets here', () => {
    const { logs, notes } = choose({}, [
      { ...NGINX, contained: true },
      { ...APACHE, contained: true },
    ])
    expect(logs).toBeNull()
    expect(notes).toEqual([
      'warn: nginx runs in a container; hand its log over: docker logs -f CONTAINER | breakwater run -',
      'warn: apache2 runs in a container; hand its log over: docker logs -f CONTAINER | breakwater run -',
    ])
  })

  it('tells of one file with two formats', () => {
    const { logs, notes } = choose(
      http(
        "log_format m '$remote_addr $time_iso8601 $status';\nserver { access_log /a.log m; }\nserver { access_log /a.log; }",
      ),
    )
    expect(logs).toHaveLength(1)
    expect(notes.join()).toContain('/a.log has lines of two formats')
  })
})
