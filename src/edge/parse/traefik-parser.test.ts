import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CidrSet } from '../../lib/cidr-set.ts'
import { traefikClf } from './formats/traefik-clf.ts'
import { parseLine } from './nginx-line.fixture.ts'
import type { Recogniser } from './recognise.ts'
import { createParser } from './registry.ts'

const line = (host: string, user = '-', query = '', agent = '-') =>
  `${host} - ${user} [02/Mar/2026:09:15:01 +0000] "GET /a${query} HTTP/1.1" 404 19 "-" "${agent}" 7 "web@docker" "-" 12ms`

describe("a line of Traefik's", () => {
  it('names the client of a list over trusted hops only', () => {
    const trusted = new CidrSet([{ cidr: '192.0.2.0/24', list: 'trusted_proxies' }])
    const read = (host: string) => parseLine(traefikClf.create({ trusted }), line(host)).address
    expect(read('203.0.113.66, 198.51.100.7, 192.0.2.1')).toBe('198.51.100.7')
    expect(read('203.0.113.66, 198.51.100.7')).toBe('198.51.100.7')
    expect(read('192.0.2.1')).toBe('192.0.2.1')
    expect(parseLine(traefikClf.create(), line('203.0.113.66, 198.51.100.7, 192.0.2.1')).address).toBe('192.0.2.1')
  })

  it('charges nobody but whom the proxy saw, whatever a client sends', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '203.0.113.66',
        ' - ',
        ' - - ',
        ', ',
        '"',
        '[',
        ' 404 19 "-" "-" 7 "a" "b" 1ms',
        line('203.0.113.66'),
      ),
      fc.constantFrom('[02/Mar/2026:09:15:01 +0000] "GET / HTTP/1.1"', '-', ' ', '12ms', '\\'),
    )
    const text = fc.array(part, { maxLength: 5 }).map((all) => all.join(''))
    const parser = traefikClf.create()
    fc.assert(
      fc.property(text, text, text, text, fc.boolean(), (forwarded, user, query, agent, isForwarded) => {
        const host = isForwarded ? `${forwarded}, 198.51.100.7` : '198.51.100.7'
        const result = parseLine(parser, line(host, user || '-', query.replaceAll(/[ \t]/g, '_'), agent))
        if (result.code === 'valid') expect(result.address).toBe('198.51.100.7')
      }),
      { seed: 3, numRuns: 3_000 },
    )
  })

  it('is not read as combined when it is refused', () => {
    const parser = createParser('auto') as Recogniser
    expect(parseLine(parser, line('203.0.113.66 - x, 198.51.100.7')).code).toBe('unknown-format')
    expect(parseLine(parser, line('198.51.100.7')).code).toBe('valid')
    expect(parser.format).toBe('traefik-clf')
  })
})
