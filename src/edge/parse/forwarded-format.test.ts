import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CidrSet } from '../../lib/cidr-set.ts'
import { compileLogFormat } from './log-format.ts'
import { type Escaping, nginxLine, parseLine, type Values } from './nginx-line.fixture.ts'

const SAMPLES: readonly { name: string; escape?: Escaping; format: string; refused?: string }[] = JSON.parse(
  readFileSync(new URL('../../../testdata/formats/nginx-log-formats.json', import.meta.url), 'utf8'),
)
const BARE: readonly (readonly [string, Escaping, string])[] = [
  '$remote_addr $http_x_forwarded_for [$time_local] $status "$request"',
  '$remote_addr [$time_local] $status $http_x_forwarded_for | $http_user_agent',
  '$remote_addr [$time_local] $status $http_user_agent - $http_x_forwarded_for - $request_time',
  '$remote_addr [$time_local] $status $http_user_agent $http_x_forwarded_for $http_referer',
  '$http_user_agent $http_x_forwarded_for - $remote_addr - [$time_local] $status',
  '$remote_addr [$time_local] $status $http_user_agent$http_x_forwarded_for',
].map((format) => [format, 'default', format])
const FORMATS = SAMPLES.flatMap(({ name, escape: escaping = 'default', format, refused }) =>
  refused === undefined && format.includes('_forwarded_for') ? [[name, escaping, format] as const] : [],
)

const PROXY = '198.51.100.7'
const CLIENT = '203.0.113.66'
const VALUES: Values = {
  remote_addr: PROXY,
  time_local: '20/Nov/2026:10:00:01 +0100',
  time_iso8601: '2026-11-20T10:00:01+01:00',
  msec: '1795165201.250',
  request: 'GET / HTTP/1.1',
  request_method: 'GET',
  request_uri: '/',
  uri: '/',
  status: '404',
  body_bytes_sent: '512',
  bytes_sent: '700',
  request_time: '0.125',
  request_length: '300',
  http_user_agent: 'agent',
  http_referer: '-',
  remote_user: '-',
}
const trusted = new CidrSet([{ cidr: PROXY, list: 'trusted_proxies' }])

function addressOf(format: string, escaping: Escaping, values: Values): string {
  const text = escaping === 'default' ? format : `log_format x escape=${escaping} '${format}';`
  const { code, address } = parseLine(compileLogFormat(text, { trusted }), nginxLine(format, values, escaping))
  return code === 'valid' ? address : code
}

describe('formats with a forwarded field', () => {
  it('are many', () => expect(FORMATS.length).toBeGreaterThan(8))

  it.each(FORMATS)('%s: names the client', (_, escaping, format) => {
    const forwarded = `203.0.113.5, ${CLIENT}`
    const values = { ...VALUES, http_x_forwarded_for: forwarded, proxy_add_x_forwarded_for: `${forwarded}, ${PROXY}` }
    expect([CLIENT, ...(format.includes('"$http_x_forwarded_for"') ? [] : [PROXY])]).toContain(
      addressOf(format, escaping, values),
    )
  })

  it.each([...FORMATS, ...BARE])('%s: charges nobody whom a client names', (_, escaping, format) => {
    const part = fc.constantFrom(
      ...[' ', '-', ' - ', ' | ', ', ', '[', ']', '"', '\\', '203.0.113.5', '203.0.113.5 - - ', '203.0.113.5, '],
      ...[
        ' 404 512 ',
        '\t',
        '{',
        '\n',
        ':',
        'for=203.0.113.5',
        ';',
        '=',
        '0.125',
        PROXY,
        ' [20/Nov/2026:10:00:01 +0100] ',
      ],
    )
    const text = fc.array(part, { maxLength: 7 }).map((all) => all.join(''))
    fc.assert(
      fc.property(fc.array(text, { minLength: 8, maxLength: 8 }), (texts) => {
        const [claimed = '', http_user_agent = '', http_referer = '', remote_user = '', request = '', ...more] = texts
        const forwarded = `${claimed}, ${CLIENT}`
        const found = addressOf(format, escaping, {
          ...{ ...VALUES, http_user_agent, http_referer, remote_user, request, http_x_forwarded_for: forwarded },
          proxy_add_x_forwarded_for: `${forwarded}, ${PROXY}`,
          ...{ host: more[0]!, http_host: more[1]!, http_x_forwarded_proto: more[2]!, http_x_real_ip: CLIENT },
        })
        expect([CLIENT, PROXY, 'no-address', 'bad-layout']).toContain(found)
      }),
      { seed: 6, numRuns: 300 },
    )
  })
})
