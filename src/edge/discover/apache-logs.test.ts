// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of Apache look like those of templates
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readApacheConfig } from './apache-config.ts'
import { apacheFormat } from './apache-format.ts'
import { apacheLogs } from './apache-logs.ts'
import { apacheLines } from './apache-syntax.ts'
import { MemoryServer } from './memory-server.fixture.ts'

const MAIN = '/etc/apache2/apache2.conf'

function logsOf(files: Readonly<Record<string, string | null>>, defined: readonly string[] = []) {
  return apacheLogs(readApacheConfig(new MemoryServer(files), MAIN, '/etc/apache2', defined))
}
const ofMain = (...lines: string[]) => logsOf({ [MAIN]: lines.join('\n') })
const shown = ({ levels }: ReturnType<typeof logsOf>) =>
  levels.map((level) => level.map(({ paths, format }) => `${paths[0]} ${format}`))

const FORMATS = String.raw`LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" vhost_combined
LogFormat "%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" combined
LogFormat "%h %l %u %t \"%r\" %>s %O" common
LogFormat "%{Referer}i -> %U" referer`

describe('apacheLogs', () => {
  it('follows the includes and variables of a Debian site', () => {
    const { levels, notes } = logsOf({
      '/etc/apache2/envvars': `unset HOME
if [ "\${APACHE_CONFDIR##/etc/apache2-}" != "\${APACHE_CONFDIR}" ] ; then
	SUFFIX="-\${APACHE_CONFDIR##/etc/apache2-}"
else
	SUFFIX=
fi
: \${APACHE_CONFDIR:=/etc/apache2}
export APACHE_LOG_DIR=/var/log/apache2$SUFFIX
export LANG=C`,
      [MAIN]: `# a comment \\\nDefaultRuntimeDir \${APACHE_RUN_DIR}\nIncludeOptional mods-enabled/*.load
${FORMATS}
IncludeOptional conf-enabled/*.conf
IncludeOptional sites-enabled/*.conf`,
      '/etc/apache2/conf-enabled/other-vhosts-access-log.conf':
        'CustomLog ${APACHE_LOG_DIR}/other_vhosts_access.log vhost_combined',
      '/etc/apache2/sites-enabled/000-default.conf':
        '<VirtualHost *:80>\n\tErrorLog ${APACHE_LOG_DIR}/error.log\n\tCustomLog ${APACHE_LOG_DIR}/access.log combined\n</VirtualHost>',
    })
    expect(notes).toEqual([])
    expect(levels).toEqual([
      [
        {
          paths: ['/var/log/apache2/other_vhosts_access.log'],
          format: 'vhost_combined',
          where: '/etc/apache2/conf-enabled/other-vhosts-access-log.conf:1',
          conditional: false,
          notes: [],
        },
      ],
      [
        {
          paths: ['/var/log/apache2/access.log'],
          format: 'combined',
          where: '/etc/apache2/sites-enabled/000-default.conf:3',
          conditional: false,
          notes: [],
        },
      ],
    ])
  })

  it('reads the configuration of Fedora, with sections and paths from ServerRoot', () => {
    const found = ofMain(
      'ServerRoot "/etc/httpd"',
      '<IfModule log_config_module>',
      FORMATS,
      '    <IfModule logio_module>',
      String.raw`      LogFormat "%h %t \"%r\" %>s %I %O %D" io`,
      '    </IfModule>',
      '    CustomLog "logs/access_log" io',
      '</IfModule>',
      '<IfModule !log_config_module>',
      'CustomLog logs/never common',
      '</IfModule>',
    )
    expect(shown(found)).toEqual([['/etc/httpd/logs/access_log %h %t "%r" %>s %I %O %D']])
  })

  it('lets a virtual host replace the logs of the main server, and GlobalLog add to both', () => {
    const found = ofMain(
      FORMATS,
      'CustomLog /main.log combined',
      'GlobalLog /all.log common',
      '<VirtualHost *:80>',
      'CustomLog /a.log "%a %t %s"',
      'TransferLog /b.log',
      '</VirtualHost>',
      '<VirtualHost *:81>',
      '</VirtualHost>',
    )
    expect(shown(found)).toEqual([
      ['/main.log combined', '/all.log common'],
      ['/a.log %a %t %s', '/b.log common', '/all.log common'],
    ])
  })

  it('follows Define, IfDefine and what is given by -D', () => {
    const lines = [
      'Define LOGS /srv/logs',
      '<IfDefine FAST>\nCustomLog ${LOGS}/fast.log common\n</IfDefine>',
      '<IfDefine !FAST>\nCustomLog ${LOGS}/slow.log common\n</IfDefine>',
    ].join('\n')
    expect(shown(logsOf({ [MAIN]: `${FORMATS}\n${lines}` }))).toEqual([['/srv/logs/slow.log common']])
    expect(shown(logsOf({ [MAIN]: `${FORMATS}\n${lines}` }, ['FAST']))).toEqual([['/srv/logs/fast.log common']])
  })

  it('includes whole folders, and ends on what includes itself', () => {
    const found = logsOf({
      [MAIN]: 'Include conf.d\nInclude apache2.conf\nInclude nowhere.conf\nInclude secret.conf',
      '/etc/apache2/conf.d/sub/log.conf': 'TransferLog /a.log',
      '/etc/apache2/secret.conf': null,
    })
    expect(shown(found)).toEqual([['/a.log common']])
    expect(found.notes).toEqual([
      `${MAIN}:2: ${MAIN} includes itself`,
      `/etc/apache2/nowhere.conf (${MAIN}:3) is missing`,
      `/etc/apache2/secret.conf (${MAIN}:4) is not readable for us`,
    ])
  })

  it('knows what a log does not hold', () => {
    const { levels } = ofMain(FORMATS, 'CustomLog /a.log combined env=!dontlog')
    expect(levels[0]![0]).toMatchObject({ conditional: true, notes: ['env=!dontlog: some requests are not in it'] })
  })

  it.each([
    ['CustomLog "|/usr/bin/rotatelogs /var/log/a.%Y 86400" common', 'goes to a program'],
    ['CustomLog ${NOWHERE}/a.log common', 'has a variable that is set nowhere'],
    ['CustomLog /dev/null common', 'goes to /dev/null'],
    ['CustomLog /a.log nickname', 'there is no LogFormat nickname'],
    ['Use VHost shop.example', 'macros are not followed'],
  ])('refuses %s: %s', (line, reason) => {
    const found = ofMain(FORMATS, line)
    expect(found.levels).toEqual([])
    expect(found.notes.join()).toContain(reason)
  })
})

describe('apacheFormat', () => {
  it.each([
    ['%h %l %u %t "%r" %>s %b', 'common'],
    ['%a %l %u %t "%r" %s %B "%{Referer}i" "%{User-agent}i"', 'combined'],
    ['%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"', 'vhost_combined'],
    ['%h %l %u %t "%r" %>s %b %D', '%h %l %u %t "%r" %>s %b %D'],
    ['%{c}a %l %u %t "%r" %>s %b', '%{c}a %l %u %t "%r" %>s %b'],
  ])('%s is %s', (text, name) => expect(apacheFormat(text)).toBe(name))
})

describe('apacheLines', () => {
  it('never throws, and joins lines', () => {
    const piece = fc.constantFrom('<', '>', '"', "'", '\\', '\\\n', '#', '\n', ' ', 'a', '${A}')
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
        expect(apacheLines(pieces.join('')).every(({ line }) => line > 0)).toBe(true)
      }),
      { seed: 4, numRuns: 1_000 },
    )
    expect(apacheLines('\nCustomLog \\\n  /a "x \\"y\\" \\\\"\n')).toEqual([
      { name: 'customlog', args: ['/a', 'x "y" \\'], line: 2 },
    ])
  })
})
