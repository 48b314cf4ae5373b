import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agentInLine } from './agent-in-line.ts'

const TEXT = '203.0.113.7 - - [02/Mar/2026:09:00:00 +0000] "GET /a HTTP/1.1" 200 5'

describe('the agent that a line tells', () => {
  it.each([
    [`${TEXT} "https://a.example/" "Mozilla/5.0 (X11)"`, 'Mozilla/5.0 (X11)'],
    [`${TEXT} "-" "curl/8" "198.51.100.7"`, 'curl/8'],
    [`${TEXT} "-" "-"`, '-'],
    [`${TEXT} "-" ""`, ''],
    [`${TEXT} "-" "a \\"quoted\\" one"`, 'a \\"quoted\\" one'],
    [`${TEXT} "https://a.example/" "agent" 5 "router" "http://10.0.0.2" 3ms`, 'agent'],
    [TEXT, null],
    [`${TEXT} "-" "never ends`, '-'],
    ['{"http_user_agent":"json \\" agent","status":200}', 'json " agent'],
    ['{"request":{"headers":{"User-Agent":["caddy agent"]}},"status":200}', 'caddy agent'],
    ['{"request_User-Agent":"traefik agent"}', 'traefik agent'],
    [JSON.stringify({ log: `${TEXT} "-" "in docker"\n`, stream: 'stdout' }), 'in docker'],
    [JSON.stringify({ log: '{"agent":"json in docker"}\n' }), 'json in docker'],
    ['Mar  2 09:00:00 host nginx: {"agent":"in syslog"}', 'in syslog'],
    ['{"status":200}', null],
    ['{"agent":5}', null],
    ['', null],
  ])('%s', (line, agent) => expect(agentInLine(line)).toBe(agent))

  it('is searched in linear time, and nothing hostile makes it throw', () => {
    for (const piece of ['"', '\\"', '"\\', '{', '{"a":', '[', '{"log":"'])
      for (const tail of ['', '}']) {
        const started = performance.now()
        agentInLine(piece.repeat(200_000) + tail)
        expect(performance.now() - started).toBeLessThan(200)
      }
    const character = fc.constantFrom('"', '\\', '{', '}', '[', ']', ':', ',', 'agent', 'log', '/', ' ', 'a')
    fc.assert(
      fc.property(fc.array(character, { maxLength: 40 }), (parts) => {
        const found = agentInLine(parts.join(''))
        expect(found === null || typeof found === 'string').toBe(true)
      }),
      { seed: 5, numRuns: 2_000 },
    )
  })
})
