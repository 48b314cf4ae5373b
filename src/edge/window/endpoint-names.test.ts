import { describe, expect, it } from 'vitest'
import { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { hashKey } from '../../lib/hash.ts'
import { EndpointNames } from './endpoint-names.ts'

/** A hash of the path in which a segment of digits counts as one and the same id, as the parser's does. */
function hash(bytes: Buffer, start: number, end: number): number {
  let value = 7
  for (const byte of Buffer.from(bytes.toString('latin1', start, end).replace(/(?<=\/)\d+(?=\/|$)/g, ':')))
    value = hashKey(value, byte, 4, 1, 2)
  return value >>> 0
}

function batchOf(line: string, path: string): RecordBatch {
  const batch = new RecordBatch()
  const bytes = Buffer.from(line)
  batch.text = new ByteText(bytes)
  batch.lineStart[0] = 0
  batch.lineEnd[0] = bytes.length
  batch.endpoint[0] = hash(Buffer.from(path), 0, Buffer.byteLength(path))
  batch.count = 1
  return batch
}

function nameIn(line: string, path: string): string | undefined {
  const names = new EndpointNames(hash)
  const batch = batchOf(line, path)
  names.add(batch, 0, 1)
  return names.of(batch.endpoint[0]! & 1_023)
}

describe('EndpointNames', () => {
  it('finds the path in the line, without its query, ids collapsed', () => {
    expect(nameIn('203.0.113.1 - - [x] "GET /a/123/b?key=secret HTTP/1.1" 200', '/a/123/b')).toBe('/a/:n/b')
    expect(nameIn('{"uri":"/cart","status":200}', '/cart')).toBe('/cart')
  })

  it('believes only what has the hash of the row', () => {
    expect(nameIn('{"referer":"/lie","uri":"/truth"}', '/truth')).toBe('/truth')
    expect(nameIn('{"referer":"/lie"}', '/truth')).toBeUndefined()
  })

  it('keeps a bounded number of names, those of the busiest first', () => {
    const names = new EndpointNames(hash)
    const buckets: number[] = []
    for (let i = 0; i < 1_000; i++) {
      const batch = batchOf(`"/p${i}x"`, `/p${i}x`)
      names.add(batch, 0, 1)
      buckets.push(batch.endpoint[0]! & 1_023)
      if (i % 100 === 0) names.keep(new Set([buckets[0]!]))
    }
    expect(names.of(buckets[0]!)).toBe('/p0x')
    expect(buckets.filter((bucket) => names.of(bucket) !== undefined).length).toBeLessThan(700)
  })
})
