// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of nginx look like those of templates
import { describe, expect, it } from 'vitest'
import { MemoryServer } from './memory-server.fixture.ts'
import { readNginxConfig } from './nginx-config.ts'
import { nginxLogs } from './nginx-logs.ts'

const MAIN = '/etc/nginx/nginx.conf'

function logsOf(files: Readonly<Record<string, string | null>>) {
  const config = readNginxConfig(new MemoryServer(files), MAIN)
  const { levels, syslog, notes } = nginxLogs(config, '/usr/share/nginx', '/var/log/nginx/access.log')
  return { levels, syslog, notes: [...config.notes, ...notes] }
}
/** Of one file with these lines in http. */
const ofHttp = (...lines: string[]) => logsOf({ [MAIN]: `http {\n${lines.join('\n')}\n}` })
const pathsOf = ({ levels }: ReturnType<typeof logsOf>) => levels.map((level) => level.flatMap(({ paths }) => paths))

describe('nginxLogs', () => {
  it('follows the includes of a Debian site', () => {
    const main = 'log_format main escape=json \'{"a":"$remote_addr",\'\n    \'"s":$status}\''
    const { levels, notes } = logsOf({
      [MAIN]: `user www-data;\ninclude modules-enabled/*.conf;\nevents { worker_connections 768; }
http {
  include /etc/nginx/mime.types;
  access_log /var/log/nginx/access.log;
  include /etc/nginx/conf.d/*.conf;
  include sites-enabled/*;
}`,
      '/etc/nginx/mime.types': 'types {\n  text/html html htm;\n}',
      '/etc/nginx/conf.d/log.conf': `${main};`,
      '/etc/nginx/sites-enabled/default': 'server { listen 80 default_server; location / { try_files $uri =404; } }',
      '/etc/nginx/sites-enabled/shop':
        'server {\n server_name shop.example;\n access_log /var/log/nginx/shop.log main buffer=32k flush=5s;\n}',
    })
    expect(notes).toEqual([])
    expect(levels).toEqual([
      [
        {
          paths: ['/var/log/nginx/access.log'],
          format: 'combined',
          where: `${MAIN}:6`,
          conditional: false,
          notes: [],
        },
      ],
      [
        {
          paths: ['/var/log/nginx/shop.log'],
          format: main,
          where: '/etc/nginx/sites-enabled/shop:3',
          conditional: false,
          notes: ['buffer=32k flush=5s: lines come late and in bursts'],
        },
      ],
    ])
  })

  it('takes the log that is compiled in where none is set, and relative paths from the prefix', () => {
    expect(pathsOf(ofHttp('server { }'))).toEqual([['/var/log/nginx/access.log']])
    expect(pathsOf(ofHttp('access_log logs/a.log; server { }'))).toEqual([['/usr/share/nginx/logs/a.log']])
  })

  it('lets a level replace the logs of the outer one', () => {
    const found = ofHttp(
      'access_log /outer.log;',
      'server { access_log /a.log; access_log /b.log; location /x { access_log /x.log; location /x/y { } } location /z { } }',
      'server { access_log off; location /api { access_log /api.log; } location = /favicon.ico { access_log off; } }',
    )
    expect(pathsOf(found)).toEqual([['/a.log', '/b.log'], ['/x.log'], ['/api.log']])
    expect(found.notes).toEqual([`access_log off at ${MAIN}:4 and 1 more: such requests are not seen`])
  })

  it('follows variables through map, split_clients and set, also maps that are included', () => {
    const found = logsOf({
      [MAIN]: `http {
        map $host $name { hostnames; include /etc/nginx/names.map; default other; }
        map $scheme $log { https log/tls-\${name}.log; "" ""; default null; }
        split_clients $remote_addr $half { 50% a.log; * b.log; }
        server { access_log /dev/$log; }
        server { access_log /var/$log; }
        server { access_log $half; }
        server { set $dir logs; access_log /srv/$dir/access.log; }
      }`,
      '/etc/nginx/names.map': '.shop.example shop;\n"~^wiki\\." wiki;',
    })
    expect(pathsOf(found)).toEqual([
      ['/var/log/tls-shop.log', '/var/log/tls-wiki.log', '/var/log/tls-other.log', '/var/null'],
      ['/usr/share/nginx/a.log', '/usr/share/nginx/b.log'],
      ['/srv/logs/access.log'],
    ])
    expect(found.notes).toContain(`${MAIN}:5: access_log /dev/$log goes to /dev/null`)
  })

  it('puts the prefix before a variable, as nginx does even before a path', () => {
    const found = ofHttp('map $host $log { default /var/log/a.log; }', 'server { access_log $log; }')
    expect(pathsOf(found)).toEqual([['/usr/share/nginx/var/log/a.log']])
  })

  it('makes a pattern of what depends on the request, unless it could match other logs', () => {
    const found = ofHttp(
      'server { access_log /var/log/nginx/$host.access.log; }',
      'server { access_log /l/$host.log; }',
    )
    expect(pathsOf(found)).toEqual([['/var/log/nginx/*.access.log']])
    expect(found.notes.join()).toContain('access_log /l/$host.log is named by the request (/l/*.log)')
  })

  it('ends on variables made of themselves and of many others', () => {
    const maps = Array.from(
      { length: 60 },
      (_, i) =>
        `map $x $v${i} { ${Array.from({ length: 50 }, (_each, j) => `k${j} "$v${i + 1}${j}$v${(i * 7) % 60}";`).join(' ')} }`,
    )
    expect(pathsOf(ofHttp(...maps, 'server { access_log /log/access$v0$v1$v2; }'))[0]!.length).toBeLessThanOrEqual(64)
  })

  it('knows what a log does not hold', () => {
    const { levels } = ofHttp('server { access_log /a.log combined if=$loggable; }')
    expect(levels[0]![0]).toMatchObject({ conditional: true, notes: ['if=$loggable: some requests are not in it'] })
  })

  it('gives syslog with its format', () => {
    const { levels, syslog } = ofHttp(
      "log_format s '$remote_addr';",
      'server { access_log syslog:server=127.0.0.1:5140,facility=local7,tag=nginx,severity=info s; }',
      'server { access_log syslog:tag=web,server=unix:/dev/log; }',
    )
    expect(levels).toEqual([])
    expect(syslog).toEqual([
      { server: '127.0.0.1:5140', format: "log_format s '$remote_addr'", where: `${MAIN}:3` },
      { server: 'unix:/dev/log', format: 'combined', where: `${MAIN}:4` },
    ])
  })

  it.each([
    ['/dev/null', 'goes to /dev/null'],
    ['/dev/stdout', 'goes to /dev/stdout; hand it over'],
    ['stderr', 'is no file'],
    ['memory:32m', 'is no file'],
    ['"pipe:rotatelogs /a 1"', 'is no file'],
    ['/a.log missing', 'there is no log_format missing'],
    ['/a.log.gz combined gzip=4', 'is written compressed'],
    ['$host', 'is named by the request (/usr/share/nginx/*)'],
  ])('refuses access_log %s: %s', (words, reason) => {
    const found = ofHttp(`server { access_log ${words}; }`)
    expect(found.levels).toEqual([])
    expect(found.notes.join()).toContain(reason)
  })

  it('leaves out stream, mail and other blocks that are no http', () => {
    expect(logsOf({ [MAIN]: 'stream { access_log /s.log; server { access_log /t.log; } }' }).levels).toEqual([])
  })

  it('notes includes that are missing, denied, broken or endless, and goes on', () => {
    const { notes, levels } = logsOf({
      [MAIN]:
        'http {\n include nowhere.conf;\n include secret.conf;\n include broken.conf;\n include self.conf;\n include none/*.conf;\n access_log /a.log;\n}',
      '/etc/nginx/secret.conf': null,
      '/etc/nginx/broken.conf': 'server { access_log /b.log;',
      '/etc/nginx/self.conf': 'include self.conf;',
    })
    expect(levels.flat().map(({ paths }) => paths[0])).toEqual(['/b.log'])
    expect(notes).toEqual([
      `/etc/nginx/nowhere.conf (${MAIN}:2) is missing`,
      `/etc/nginx/secret.conf (${MAIN}:3) is not readable for us`,
      '/etc/nginx/broken.conf:1: a block is not closed; what follows it is not read',
      '/etc/nginx/self.conf:1: /etc/nginx/self.conf includes itself',
    ])
  })
})
