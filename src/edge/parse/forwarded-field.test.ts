// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of nginx
import { describe, expect, it } from 'vitest'
import { FileTally } from '../../domain/file-tally.ts'
import { ByteText } from '../../domain/record-batch.ts'
import { CidrSet } from '../../lib/cidr-set.ts'
import { formatAddress } from '../../lib/ip-address.ts'
import { LineReader } from './line-reader.ts'
import { createParser } from './registry.ts'

const PROXY = '192.0.2.1'
const CLIENT = '203.0.113.7'
const VICTIM = '198.51.100.50'

/** The sources of lines, read as `run` reads them; `refused` is added when some were. */
function sources(format: string, lines: readonly string[], proxies: readonly string[] = ['192.0.2.0/31']): string[] {
  const trusted = new CidrSet(proxies.map((cidr) => ({ cidr, list: 'trusted_proxies' })))
  const found: string[] = []
  const tally = new FileTally('log')
  const sink = {
    consume: ({ flags, keyHigh, keyLow, hostHigh, hostLow }: Columns, from: number, to: number) => {
      for (let row = from; row < to; row++) {
        const kind = (flags[row]! & 1) === 0 ? 4 : 6
        found.push(formatAddress(kind, keyHigh[row]!, keyLow[row]!, hostHigh[row]!, hostLow[row]!))
      }
    },
  }
  const reader = new LineReader({ parser: createParser(format, { trusted }), tally, sink })
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  reader.read(new ByteText(bytes), 0, bytes.length)
  return tally.rejected === 0 ? found : [...found, `${tally.rejected} refused`]
}

type Columns = Record<'flags' | 'keyHigh' | 'keyLow' | 'hostHigh' | 'hostLow', { readonly [row: number]: number }>

const json = (peer: string, forwarded: unknown, key = 'xff') =>
  JSON.stringify({ time: '2026-03-02T09:15:01Z', remote_addr: peer, status: 200, [key]: forwarded, request: 'GET / x' })

describe('a forwarded field in JSON', () => {
  it('names the client behind a trusted proxy, and nobody else does', () => {
    const lines = [json(PROXY, CLIENT), json(PROXY, `${VICTIM}, ${CLIENT}`), json('198.51.100.66', VICTIM)]
    expect(sources('json', lines)).toEqual([CLIENT, CLIENT, '198.51.100.66'])
    expect(sources('json', lines, [])).toEqual([PROXY, PROXY, '198.51.100.66'])
  })

  it('is read by lines of a shape that is known, too', () => {
    const lines = Array.from({ length: 300 }, (_, i) => json(PROXY, `${VICTIM}, 203.0.113.${i % 250}`))
    expect(sources('auto', lines)).toEqual(lines.map((_, i) => `203.0.113.${i % 250}`))
    expect(new Set(sources('auto', lines, ['198.51.100.0/24']))).toEqual(new Set([PROXY]))
  })

  it.each([
    ['an empty text', ''],
    ['no value', null],
    ['a dash', '-'],
    ['a number', 7],
    ['an object', { for: CLIENT }],
    ['a list without texts', [1, [CLIENT]]],
    ['an empty list', []],
  ])('leaves the peer for %s', (_, value) =>
    expect(sources('json', [json(PROXY, CLIENT), json(PROXY, value)])).toEqual([CLIENT, PROXY]),
  )

  it('may have escapes', () => {
    expect(sources('json', [json(PROXY, 'for="[2001:db8::7]:80"')])).toEqual(['2001:db8::7'])
    expect(sources('json', [json(PROXY, `${VICTIM}"\\, ${CLIENT}`)])).toEqual([CLIENT])
  })

  it.each([
    [[CLIENT], CLIENT],
    [[`${VICTIM}, ${CLIENT}`], CLIENT],
    [[VICTIM, CLIENT], CLIENT],
    [[`${VICTIM}, ${CLIENT}`, '192.0.2.0'], CLIENT],
    [['for="[2001:db8::7]"', 'for=192.0.2.0'], '2001:db8::7'],
    [['a\\", "b', CLIENT], CLIENT],
  ])('may be the header lines %j, as Caddy writes them', (list, expected) => {
    const line = JSON.stringify({
      ...{ ts: 1772442901.5, status: 200 },
      request: { remote_ip: PROXY, method: 'GET', uri: '/', headers: { 'X-Forwarded-For': list, Host: ['a'] } },
    })
    expect(sources('json', [line, line])).toEqual([expected, expected])
  })

  it.each([
    ['http_x_forwarded_for', 'x_real_ip'],
    ['X-Forwarded-For', 'forwarded'],
    ['http_forwarded', 'http_cf_connecting_ip'],
    ['x_real_ip', 'other'],
    ['cf_connecting_ip', 'other'],
    ['http_true_client_ip', 'other'],
  ])('is found as %s rather than as %s', (key, other) => {
    const line = `${json(PROXY, VICTIM, other).slice(0, -1)},${JSON.stringify(key)}:"${CLIENT}"}`
    expect(sources('auto', [line])).toEqual([CLIENT])
  })

  it('is read from the keys of a log_format', () => {
    const format =
      '{"t":"$time_iso8601","a":"$remote_addr","s":"$status","r":"$http_x_real_ip","f":"$proxy_add_x_forwarded_for"}'
    const line = `{"t":"2026-03-02T09:15:01Z","a":"${PROXY}","s":"200","r":"${VICTIM}","f":"${CLIENT}, ${PROXY}"}`
    expect(sources(format, [line])).toEqual([CLIENT])
  })
})

describe('a forwarded field in a text format', () => {
  const TIME = '[20/Nov/2026:10:00:01 +0100]'
  const main = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_x_forwarded_for"'
  const line = (peer: string, forwarded: string) => `${peer} - - ${TIME} "GET / HTTP/1.1" 200 5 "${forwarded}"`

  it('names the client behind a trusted proxy, and nobody else does', () => {
    const lines = [line(PROXY, CLIENT), line(PROXY, `${VICTIM}, ${CLIENT}`), line('198.51.100.66', VICTIM)]
    expect(sources(main, [...lines, line(PROXY, '-')])).toEqual([CLIENT, CLIENT, '198.51.100.66', PROXY])
    expect(sources(main, lines, [])).toEqual([PROXY, PROXY, '198.51.100.66'])
  })

  it("reads nginx's escapes", () => {
    expect(sources(main, [line(PROXY, 'for=\\x22[2001:db8::7]\\x22')])).toEqual(['2001:db8::7'])
    expect(sources(main, [line(PROXY, `${VICTIM}\\x22, \\x22, ${CLIENT}`)])).toEqual([CLIENT])
  })

  it.each(['http_forwarded', 'http_x_real_ip', 'http_cf_connecting_ip', 'http_true_client_ip'])('takes $%s', (name) =>
    expect(sources(main.replace('http_x_forwarded_for', name), [line(PROXY, CLIENT)])).toEqual([CLIENT]),
  )

  it('prefers a whole list to a single address', () => {
    const format = `${main} "$http_x_real_ip"`
    expect(sources(format, [`${line(PROXY, CLIENT)} "${VICTIM}"`])).toEqual([CLIENT])
  })

  it('may stand without quotes where nothing else can move its edges', () => {
    const format = '$remote_addr $http_x_forwarded_for [$time_local] $status "$request"'
    const one = (forwarded: string) => `${PROXY} ${forwarded} ${TIME} 200 "GET / HTTP/1.1"`
    expect(sources(format, [one(CLIENT), one(`${VICTIM}, ${CLIENT}`), one('-')])).toEqual([CLIENT, CLIENT, PROXY])
    const hostile = one(`${VICTIM} ${TIME} 404, ${CLIENT}`)
    expect(sources(format, [hostile])).toEqual([CLIENT])
  })

  it('is not believed when a client can have moved its edges', () => {
    const format = '$remote_addr [$time_local] $status $http_x_forwarded_for - $remote_user - $http_user_agent'
    const one = (rest: string) => `${PROXY} ${TIME} 200 ${rest}`
    expect(sources(format, [one(`${CLIENT} - me - agent`)])).toEqual([PROXY])
    expect(sources(format, [one(`${VICTIM} - x, ${CLIENT} - me - agent`)])).toEqual([PROXY])
    const behind = '$remote_addr [$time_local] $status $http_user_agent | $http_x_forwarded_for'
    expect(sources(behind, [one(`agent | ${CLIENT}`)])).toEqual([CLIENT])
    expect(sources(behind, [one(`agent | ${VICTIM} | ${CLIENT}`)])).toEqual([PROXY])
  })
})
