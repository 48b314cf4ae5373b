import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { DaemonOutput } from './daemon-output.ts'

it('leaves lines out when nobody reads, counts them, and goes on when somebody does', () => {
  let read = () => {}
  const stream = new Writable({
    write(_chunk, _encoding, callback) {
      read = callback
    },
    writev(_chunks, callback) {
      read = callback
    },
  })
  const told: number[] = []
  const out = new DaemonOutput((leftOut) => told.push(leftOut), stream)
  const line = 'x'.repeat(1_024 * 1_024)
  for (let i = 0; i < 9; i++) out.line(line)
  expect(told).toEqual([0])
  expect(stream.writableLength).toBeLessThan(6 * 1_024 * 1_024)
  while (stream.writableLength > 0) read()
  out.line('again')
  expect(told).toEqual([0, 5])
})
