import { expect, it } from 'vitest'
import { ByteText } from '../../domain/record-batch.ts'
import { BAD_JSON, BAD_TIME } from '../../domain/reject-reason.ts'
import { MINUTE } from '../../domain/units.ts'
import { RejectSample } from './reject-sample.ts'

it('shows one line a minute, escaped and cut', () => {
  let now = 5
  const sample = new RejectSample(() => now)
  const text = new ByteText(Buffer.from(`ab\u001b[31m\u0000\u202e${'x'.repeat(5_000)}`))
  expect(sample.take(BAD_JSON, text, 1, 8)).toEqual({ reason: 'bad-json', line: 'b\\x1b[31m\\x00' })
  expect(sample.take(BAD_JSON, text, 1, 8)).toBeNull()
  now += MINUTE - 1
  expect(sample.take(BAD_JSON, text, 1, 8)).toBeNull()
  now += 1
  const long = sample.take(BAD_TIME, text, 0, text.bytes.length)
  expect(long?.reason).toBe('bad-time')
  expect(long?.line).toMatch(/^ab\\x1b\[31m\\x00\\u202ex{100,}…$/)
  expect(long!.line.length).toBeLessThan(230)
})

it('survives broken UTF-8', () => {
  const text = new ByteText(Buffer.of(0xff, 0xc3, 0x28, 0xf0, 0x9f))
  expect(new RejectSample(() => 0).take(BAD_JSON, text, 0, 5)?.line).toContain('(')
})
