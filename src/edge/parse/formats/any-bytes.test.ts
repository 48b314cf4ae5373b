import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteText, RecordBatch } from '../../../domain/record-batch.ts'
import { BLANK, REJECT_REASONS, VALID } from '../../../domain/reject-reason.ts'
import { CidrSet } from '../../../lib/cidr-set.ts'
import { createParser, FORMATS } from '../registry.ts'

const batch = new RecordBatch()
const trusted = new CidrSet([{ cidr: '198.51.100.0/24', list: 'trusted_proxies' }])
const linesOf = (name: string) =>
  readFileSync(new URL(`../../../../testdata/formats/${name}.lines`, import.meta.url))
    .toString('latin1')
    .split('\n')

/** Cuts, doubles and overwrites parts of a line. */
const spoiled = (lines: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...lines),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), fc.uint8Array({ maxLength: 6 })), {
        maxLength: 4,
      }),
    )
    .map(([line, changes]) =>
      changes.reduce(
        (bytes, [place, length, into]) => {
          const at = Math.floor(place * bytes.length)
          return Buffer.concat([bytes.subarray(0, at), into, bytes.subarray(at + length)])
        },
        Buffer.from(line, 'latin1'),
      ),
    )

describe.each(FORMATS.map(({ name }) => [name]))('%s', (name) => {
  it('takes any bytes: a row that is whole, a reason, or a header', () => {
    const lines = linesOf(name)
    const parser = createParser(name, { trusted })
    const check = (line: Uint8Array) => {
      const bytes = Buffer.concat([Buffer.from('" x'), line, Buffer.from('" y')])
      const code = parser.parse(new ByteText(bytes), 3, bytes.length - 3, batch, 7)
      if (code === BLANK) return
      expect(REJECT_REASONS[code]).toBeDefined()
      if (code !== VALID) return
      expect(batch.status[7]).toBeGreaterThanOrEqual(100)
      expect(Number.isSafeInteger(batch.second[7])).toBe(true)
      expect(batch.bytes[7]).toBeGreaterThanOrEqual(0)
      expect(batch.duration[7]! === -1 || (batch.duration[7]! >= 0 && batch.duration[7]! < 2 ** 63)).toBe(true)
    }
    fc.assert(fc.property(fc.oneof(spoiled(lines), fc.uint8Array({ maxLength: 200 })), check), {
      seed: 7,
      numRuns: 1_500,
    })
  })
})
