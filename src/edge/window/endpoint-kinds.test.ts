import { describe, expect, it } from 'vitest'
import { batchOf } from './batch.fixture.ts'
import { ASSET, EndpointKinds, EXACT, LOGIN } from './endpoint-kinds.ts'
import { hashOf, request } from './studied-log.fixture.ts'

const hash = (bytes: Buffer, start: number, end: number) => hashOf(bytes.toString('latin1', start, end))
const kindOf = (path: string) => new EndpointKinds(hash).of(batchOf([request(1, path)]), 0)

describe('EndpointKinds', () => {
  it.each(['/app.css?v=1', '/a/b.MJS', '/favicon.ico', '/fonts/x.woff2'])('knows an asset: %s', (path) => {
    expect(kindOf(path) & (ASSET | LOGIN)).toBe(ASSET)
  })

  it.each([
    '/wp-login.php',
    '/xmlrpc.php',
    '/api/auth',
    '/user/sign-in',
    '/oauth/token',
    '/session',
    '/password/reset',
    '/otp',
  ])('knows what is called like a login: %s', (path) => expect(kindOf(path) & (ASSET | LOGIN)).toBe(LOGIN))

  it.each(['/', '/author/ann', '/footprint', '/css', '/x.php', '/cart'])('takes others for pages: %s', (path) => {
    expect(kindOf(path)).toBe(EXACT)
  })

  it('hashes paths with their ids, and without their query', () => {
    const kinds = new EndpointKinds(hash)
    const raw = (path: string) => {
      const batch = batchOf([request(1, path)])
      return kinds.rawPath(batch, 0, kinds.of(batch, 0))
    }
    expect(raw('/product/1')).not.toBe(raw('/product/2'))
    expect(raw('/product/1')).toBe(raw('/product/1?page=2'))
    expect(raw('/cart')).toBe(raw('/cart?x=1'))
  })
})
