import { describe, expect, it } from 'vitest'
import { formatAddress, MOVING, parseAddress, rangeOf, rangeQuery } from './address.ts'
import { pageLink, sourceLink } from './links.ts'
import { matchPattern, matchRoute, ROUTES } from './routes.ts'

const at = (path: string) => parseAddress(new URL(path, 'https://breakwater.example'))

describe('the address of a page', () => {
  it('holds path and filters, without what is empty', () => {
    expect(at('/bans/?state=failed&q=')).toEqual({ path: '/bans', query: { state: 'failed' } })
    expect(at('/')).toEqual({ path: '/', query: {} })
  })

  it('comes back as it went', () => {
    const href = formatAddress('/traffic', { range: '24h', kind: undefined, q: 'a b&c=<d>' })
    expect(at(href)).toEqual({ path: '/traffic', query: { range: '24h', q: 'a b&c=<d>' } })
  })

  it.each([
    ['', { kind: 'last', name: '15m', seconds: 900 }],
    ['range=7d', { kind: 'last', name: '7d', seconds: 604_800 }],
    ['range=toString', { kind: 'last', name: '15m', seconds: 900 }],
    ['from=100&to=200&range=1h', { kind: 'fixed', from: 100, to: 200 }],
    ['from=200&to=100', { kind: 'last', name: '15m', seconds: 900 }],
    ['from=1e9&to=x', { kind: 'last', name: '15m', seconds: 900 }],
  ])('reads the range of "%s"', (query, range) => expect(rangeOf(at(`/?${query}`).query)).toEqual(range))

  it('goes back from a stretch to the range before it', () => {
    const before = at('/?range=24h&status=4xx').query
    const stretch = at(formatAddress('/', { ...before, ...rangeQuery({ from: 100.7, to: 199.2 }) })).query
    expect(rangeOf(stretch)).toEqual({ kind: 'fixed', from: 100, to: 200 })
    expect(at(formatAddress('/', { ...stretch, ...MOVING })).query).toEqual(before)
  })

  it('keeps the range from page to page', () => {
    expect(pageLink('/traffic', rangeOf({ range: '1h' }))).toBe('/traffic?range=1h')
    expect(pageLink('/traffic', rangeOf({ from: '100', to: '200' }))).toBe('/traffic?from=100&to=200')
  })
})

describe('routes', () => {
  it('gives each path one page', () => {
    for (const { path } of ROUTES) expect(matchRoute(path)?.route.path).toBe(path)
    expect(matchRoute('/nothing')).toBeNull()
    expect(matchRoute('/__proto__')).toBeNull()
  })

  it('takes parts out of a path', () => {
    expect(matchPattern('/sources/:address', sourceLink('2001:db8:1::/64'))).toEqual({ address: '2001:db8:1::/64' })
    expect(matchPattern('/sources/:address*', '/sources/198.18.7.0/24')).toEqual({ address: '198.18.7.0/24' })
    expect(matchPattern('/sources/:address', '/sources')).toBeNull()
    expect(matchPattern('/sources/:address', '/sources/a/b')).toBeNull()
    expect(matchPattern('/sources/:address', '/sources/%')).toEqual({ address: '%' })
  })
})
