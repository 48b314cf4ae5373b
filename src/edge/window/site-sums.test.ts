import { expect, it } from 'vitest'
import { COLUMNS } from './site-rows.ts'
import { placeOf, RING } from './site-sums.ts'
import { SketchRoom } from './sketch-room.ts'

/** Sums of 60 s and of 10 s that end with `last`; column c of second s is s % 97 + c, and each seventh second is not there. */
function sumsOf(plain: boolean, last: number): number[] {
  const room = new SketchRoom(8 * (RING + 3) * (COLUMNS + 1), plain)
  const into = {
    counts: room.numbers(RING * COLUMNS),
    seconds: room.numbers(RING).fill(Number.NaN),
    sums: room.numbers(2 * COLUMNS),
  }
  for (let second = last - 90; second <= last + 10; second++) {
    if (second % 7 === 0) continue
    into.seconds[placeOf(second)] = second
    for (let column = 0; column < COLUMNS; column++)
      into.counts[placeOf(second) * COLUMNS + column] = Math.abs(second % 97) + column
  }
  room.sumSeconds(into, last)
  return [...into.sums]
}

it.each([1_772_442_900, 130, -5])('sums the same seconds with the kernel and without, up to %i', (last) => {
  const sum = (length: number, column: number) => {
    let sum = 0
    for (let second = last - length + 1; second <= last; second++)
      if (second % 7 !== 0) sum += Math.abs(second % 97) + column
    return sum
  }
  const wanted = [60, 10].flatMap((length) => Array.from({ length: COLUMNS }, (_, column) => sum(length, column)))
  expect(sumsOf(true, last)).toEqual(wanted)
  expect(sumsOf(false, last)).toEqual(wanted)
})
