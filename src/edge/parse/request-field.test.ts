import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { METHODS, RecordBatch } from '../../domain/record-batch.ts'
import { hashEndpoint, readMethod, readRequest } from './request-field.ts'

function endpoint(path: string): number {
  const bytes = Buffer.from(`<${path}>`)
  return hashEndpoint(bytes, 1, bytes.length - 1)
}

function request(line: string): { method: string; endpoint: number } {
  const bytes = Buffer.from(`"${line}"`)
  const batch = new RecordBatch()
  readRequest(bytes, 1, bytes.length - 1, batch, 5)
  return { method: METHODS[batch.method[5]!]!, endpoint: batch.endpoint[5]! }
}

describe('endpoint', () => {
  it.each([
    ['/product/1', '/product/22'],
    ['/product/1/edit', '/product/999999/edit'],
    ['/a/deadbeef', '/a/0123456789abcdef'],
    ['/a/6ba7b810-9dad-11d1-80b4-00c04fd430c8', '/a/7'],
    ['/news/title-12345.html', '/news/other-title-678901'],
    ['/a?b=1', '/a'],
    ['/a#b', '/a?x/y'],
    ['https://example.org/a/b?c', '/a/b'],
    ['http://example.org', '/'],
    ['http://example.org?x', '/'],
    ['?x', '/'],
  ])('is the same for %s and %s', (left, right) => {
    expect(endpoint(left)).toBe(endpoint(right))
    expect(endpoint(left)).not.toBe(0)
  })

  it.each([
    ['/a', '/b'],
    ['/a', '/a/'],
    ['/', '/1'],
    ['/a/1/b', '/a/b'],
    ['/v2x', '/v3x'],
    ['/a/cafe', '/a/beef'],
    ['/a-b', '/a-c'],
  ])('differs for %s and %s', (left, right) => expect(endpoint(left)).not.toBe(endpoint(right)))

  it('is 0 for nothing', () => expect(endpoint('')).toBe(0))

  it('does not depend on the ids in the path', () => {
    const segment = fc.constantFrom('product', 'user', 'ID', 'api', 'x-y')
    const id = fc.oneof(fc.nat().map(String), fc.uuid(), fc.stringMatching(/^[0-9a-f]{8,40}$/))
    fc.assert(
      fc.property(fc.array(fc.tuple(segment, id, id), { minLength: 1, maxLength: 6 }), (parts) => {
        const left = parts.map(([name, one]) => `/${name}/${one}`).join('')
        const right = parts.map(([name, , other]) => `/${name}/${other}`).join('')
        expect(endpoint(left)).toBe(endpoint(right))
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})

describe('method', () => {
  it.each([
    ['GET', 'GET'],
    ['POST', 'POST'],
    ['HEAD', 'HEAD'],
    ['PUT', 'PUT'],
    ['DELETE', 'DELETE'],
    ['PROPFIND', 'WebDAV'],
    ['LOCK', 'WebDAV'],
    ['REPORT', 'WebDAV'],
    ['OPTIONS', 'other'],
    ['PATCH', 'other'],
    ['get', 'other'],
    ['', 'other'],
  ])('%s is %s', (name, expected) => {
    const bytes = Buffer.from(`x${name}x`)
    expect(METHODS[readMethod(bytes, 1, bytes.length - 1)]).toBe(expected)
  })
})

describe('request line', () => {
  it.each([
    'GET /a/b HTTP/1.1',
    'GET /a/b?c=d e HTTP/2.0',
    'GET /a/b',
    'GET https://example.org/a/b HTTP/1.0',
    'GET /a/b HTTP/2',
  ])('reads %s', (line) => expect(request(line)).toEqual({ method: 'GET', endpoint: endpoint('/a/b') }))

  it.each(['', '-', '\\x16\\x03\\x01 GET /', ' GET / HTTP/1.1', 'GET', '{"a"}'])('calls %j other', (line) =>
    expect(request(line)).toEqual({ method: 'other', endpoint: 0 }),
  )
})
