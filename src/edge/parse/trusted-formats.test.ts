import { describe, expect, it } from 'vitest'
import { CidrSet } from '../../lib/cidr-set.ts'
import { parseLine } from './nginx-line.fixture.ts'
import { createParser } from './registry.ts'

const PROXY = '192.0.2.7'
const CLIENT = '198.51.100.9'
const VICTIM = '203.0.113.66'
const trusted = new CidrSet([{ cidr: '192.0.2.0/24', list: 'trusted_proxies' }])
const clientOf = (format: string, line: string, isTrusted = true) => {
  const { code, address } = parseLine(createParser(format, isTrusted ? { trusted } : {}), line)
  return code === 'valid' ? address : code
}

const envoy = (list: string) =>
  `[2026-03-02T09:15:01.123Z] "GET /a HTTP/1.1" 200 - 0 512 12 11 "${list}" "x, y" "-" "shop.example" "-"`
const envoyJson = (peer: string, list: string | null) =>
  JSON.stringify({
    ...{ start_time: '2026-03-02T09:15:01.123Z', response_code: 200, response_flags: '-', duration: 1 },
    ...{ downstream_remote_address: peer, 'x-forwarded-for': list },
  })
const ltsv = (peer: string, list: string) =>
  `time:02/Mar/2026:09:15:01 +0000\thost:${peer}\tforwardedfor:${list}\treq:GET /a HTTP/1.1\tstatus:200`

describe('behind trusted proxies', () => {
  it.each([
    [`${VICTIM},${CLIENT},${PROXY}`, CLIENT],
    [`${VICTIM}, ${CLIENT}, 192.0.2.8, ${PROXY}`, CLIENT],
    [`unknown, ${PROXY}`, PROXY],
    [PROXY, PROXY],
    [`${PROXY}, ${CLIENT}`, CLIENT],
  ])('Envoy tells the client by the list that it adds the peer to: %s', (list, client) => {
    for (const format of ['envoy', 'auto']) expect(clientOf(format, envoy(list))).toBe(client)
    expect(clientOf('envoy', envoy(list), false)).toBe(list.split(',').at(-1)!.trim())
  })

  it.each([
    [`${PROXY}:34567`, `${VICTIM}, ${CLIENT}`, CLIENT],
    [`${CLIENT}:34567`, VICTIM, CLIENT],
    [`${PROXY}:34567`, null, PROXY],
  ])('Envoy tells it in JSON: %s, %s', (peer, list, client) => {
    for (const format of ['envoy-json', 'auto']) expect(clientOf(format, envoyJson(peer, list))).toBe(client)
    expect(clientOf('envoy-json', envoyJson(peer, list), false)).toBe(peer.split(':')[0])
  })

  it.each([
    [PROXY, `${VICTIM}, ${CLIENT}`, CLIENT],
    [CLIENT, VICTIM, CLIENT],
    [PROXY, '-', PROXY],
  ])('LTSV tells it: %s, %s', (peer, list, client) => {
    for (const format of ['ltsv', 'auto']) expect(clientOf(format, ltsv(peer, list))).toBe(client)
    expect(clientOf('ltsv', ltsv(peer, list), false)).toBe(peer)
  })

  it('a label that is surely the client’s wins over host, which may be what a client asked for', () => {
    const line = `time:2026-03-02T09:15:01Z\thost:${VICTIM}\tremote_addr:${CLIENT}\tstatus:200`
    expect(clientOf('ltsv', line)).toBe(CLIENT)
  })

  it.each([
    `shop.example:443 ${PROXY} - - [02/Mar/2026:09:15:01 +0000] "GET /a HTTP/1.1" 200 5 "-" "x" "${VICTIM}"`,
    `${VICTIM}:443 ${PROXY} - - [02/Mar/2026:09:15:01 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"`,
    `[2001:db8::66]:443 ${PROXY} - ${VICTIM} [02/Mar/2026:09:15:01 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"`,
  ])('a format that has no place for a list stays with the peer: %s', (line) => {
    expect(clientOf('vhost_combined', line)).toBe(PROXY)
    expect(clientOf('auto', line)).toBe(PROXY)
  })

  it('with the list named in the format the host in front changes nothing', () => {
    const format = '%v:%p %h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" "%{X-Forwarded-For}i"'
    const line = (host: string, list: string) =>
      `${host} ${PROXY} - - [02/Mar/2026:09:15:01 +0000] "GET /a HTTP/1.1" 200 5 "-" "x" "${list}"`
    for (const host of ['shop.example:443', `${VICTIM}:443`, '192.0.2.9:80'])
      expect(clientOf(format, line(host, `${VICTIM}, ${CLIENT}`))).toBe(CLIENT)
    expect(clientOf(format, line('shop.example:443', VICTIM), false)).toBe(PROXY)
  })
})
