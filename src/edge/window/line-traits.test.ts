import { describe, expect, it } from 'vitest'
import { CRAWLER, TOOL } from './agent-kind.ts'
import { batchOf } from './batch.fixture.ts'
import { LineTraits } from './line-traits.ts'

const HEAD = '198.51.100.1 - - [02/Mar/2026:09:15:01 +0000] "GET /a?b=/c HTTP/1.1" 200 5'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'
const escaped = (text: string) => JSON.stringify(text).slice(1, -1)

function traits(line: string) {
  const traits = new LineTraits()
  traits.read(batchOf([{ second: 1, line }]), 0)
  const { referred, hasAgent, kind, hasAgents, hasReferrers } = traits
  return { referred, hasAgent, kind, hasAgents, hasReferrers }
}

const BROWSER = { referred: true, hasAgent: true, kind: 0, hasAgents: true, hasReferrers: true }

describe('LineTraits', () => {
  it.each([
    ['combined', `${HEAD} "https://shop.example/" "${FIREFOX}"`],
    ['combined and forwarded', `${HEAD} "https://shop.example/" "${FIREFOX}" "203.0.113.7"`],
    ['Traefik', `${HEAD} "https://shop.example/" "${FIREFOX}" 7 "web@docker" "http://192.0.2.1:80" 3ms`],
    [
      'the agent first',
      `[02/Mar/2026] - 200 200 - GET https shop.example "/a" [Gzip -] "${FIREFOX}" "https://shop.example/"`,
    ],
    ['JSON', `{"request_uri":"/a","http_user_agent":"${FIREFOX}","http_referer":"https://shop.example/","host":"x"}`],
    ['JSON behind a header', `<190>Mar  2 host nginx: {"agent":"${FIREFOX}","referrer":"https://shop.example/"}`],
    [
      'Caddy',
      `{"request":{"headers":{"User-Agent":["${FIREFOX}"],"Referer":["https:\\/\\/shop.example\\/"]}},"status":200}`,
    ],
    ['Docker', `{"log":"${escaped(`${HEAD} "https://shop.example/" "${FIREFOX}"`)}\\n","stream":"stdout"}`],
    [
      'JSON in Docker',
      `{"log":"${escaped(`{"agent":"${FIREFOX}","http_referer":"https://shop.example/"}`)}\\n","stream":"x"}`,
    ],
  ])('finds referrer and agent: %s', (_, line) => {
    expect(traits(line)).toEqual(BROWSER)
  })

  it.each([
    [
      'an AWS load balancer',
      `https 2026-03-02T09:15:01.186641Z app/shop/50dc 198.51.100.7:2817 192.0.2.5:80 0.001 0.048 0.037 200 200 34 512 "GET https://shop.example:443/a HTTP/1.1" "${FIREFOX}" - - arn:aws "Root=1-58337262" "shop.example"`,
    ],
    [
      'Envoy',
      `[2026-03-02T09:15:01.123Z] "GET /a HTTP/1.1" 200 - 0 512 12 11 "198.51.100.7" "${FIREFOX}" "id" "shop.example" "-"`,
    ],
  ])('finds an agent where no referrer is logged: %s', (_, line) => {
    expect(traits(line)).toEqual({ ...BROWSER, referred: false, hasReferrers: false })
  })

  it('finds both by their labels', () => {
    const line = (label: string) =>
      `time:x\thost:198.51.100.7\treq:GET /a "\treferer:https://shop.example/\t${label}:${FIREFOX}`
    for (const label of ['ua', 'user_agent', 'http_user_agent']) expect(traits(line(label))).toEqual(BROWSER)
    expect(traits(line('quota'))).toMatchObject({ hasAgent: false, referred: true })
  })

  it('takes nothing of W3C lines for an agent, quotes in them or not', () => {
    for (const separator of [' ', '\t']) {
      const words = ['2026-03-02', '09:15:01', '192.0.2.1', 'GET', '/a', '"x"', '"Mozilla/5.0"', '"y"', '200']
      expect(traits(words.join(separator))).toMatchObject({ hasAgent: false, hasAgents: false, referred: false })
    }
  })

  it('tells what is not there from what is empty', () => {
    const nothing = { referred: false, hasAgent: false, kind: 0, hasAgents: false, hasReferrers: false }
    expect(traits(HEAD)).toEqual(nothing)
    expect(traits('{"request":"GET /a HTTP/1.1","status":200,"host":"shop.example","x":"y"}')).toEqual(nothing)
    expect(traits(`${HEAD} "-" "-"`)).toEqual({ ...nothing, hasAgent: true, kind: TOOL })
    expect(traits(`${HEAD} "/list" "${FIREFOX}"`)).toEqual({ ...BROWSER, referred: false, hasReferrers: false })
    expect(traits('')).toEqual(nothing)
  })

  it.each([
    ['198.51.100.1 - ann [02/Mar/2026:09:15:01 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"', true],
    ['shop.example:443 198.51.100.1 - ann@shop.example [02/Mar/2026:09:15:01 +0000] "GET /a HTTP/1.1" 200 5', true],
    ['{"remote_user":"ann","agent":"x","http_referer":""}', true],
    ['{"agent":"x","user": "ann"}', true],
    ['198.51.100.1 - - [02/Mar/2026:09:15:01 +0000] "GET /a - ann [ HTTP/1.1" 200 5 "-" "x"', false],
    ['198.51.100.1 [02/Mar/2026:09:15:01 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"', false],
    ['198.51.100.1 - "" [02/Mar/2026:09:15:01 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"', false],
    ['198.51.100.1 -  [02/Mar/2026:09:15:01 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"', false],
    ['{"remote_user":"-","agent":"x"}', false],
    ['{"remote_user":"","agent":"x"}', false],
    ['{"user":null,"agent":"x"}', false],
    ['{"superuser":"ann","agent":"x"}', false],
  ])('knows who is signed in: %s', (line, isSignedIn) => {
    const traits = new LineTraits()
    traits.read(batchOf([{ second: 1, line }]), 0)
    expect(traits.isSignedIn).toBe(isSignedIn)
  })

  it.each([
    ['Debian APT-HTTP/1.3 (2.6.1)', true],
    ['-', true],
    [FIREFOX, false],
    ['Opera/9.80 (Windows NT 6.1) Presto/2.12', false],
  ])('knows that %s calls itself a browser, or does not', (agent, isProgram) => {
    const traits = new LineTraits()
    traits.read(batchOf([{ second: 1, line: `${HEAD} "-" "${agent}"` }]), 0)
    expect(traits.isProgram).toBe(isProgram)
  })

  it.each([
    ['curl/8.0', TOOL],
    ['python-requests/2.31', TOOL],
    ['Go-http-client/2.0', TOOL],
    ['Mozilla/5.0 zgrab/0.x', TOOL],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', CRAWLER],
    ['Mozilla/5.0 (compatible; ownbot/1; +https://own.example/bot)', CRAWLER],
    ['robotics/1', 0],
    [FIREFOX, 0],
  ])('knows what %s is', (agent, kind) => {
    expect(traits(`${HEAD} "-" "${agent}"`).kind).toBe(kind)
  })
})
