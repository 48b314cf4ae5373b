import { describe, expect, it } from 'vitest'
import {
  aBoolean,
  aNumber,
  aNumberIn,
  aText,
  exactly,
  fieldsOf,
  listOf,
  mapOf,
  maybe,
  orNull,
  tupleOf,
} from './shape.ts'

const point = fieldsOf({ at: aNumber, name: maybe(aText), share: aNumberIn(0, 1), on: aBoolean, version: exactly(2) })
const GOOD = { at: 1, share: 0.5, on: true, version: 2 }

describe('Shape', () => {
  it.each([
    [point, GOOD],
    [point, { ...GOOD, name: 'a', more: {} }],
    [orNull(point), null],
    [listOf(aNumber, { length: 2 }), [1, 2]],
    [tupleOf(aNumber, orNull(aText)), [1, null]],
    [mapOf(aNumber), { a: 1, b: 2 }],
  ])('lets pass what fits', (shape, value) => expect(shape(value, 'it')).toBeNull())

  it.each([
    [point, null, 'it: no object'],
    [point, { ...GOOD, at: Number.NaN }, 'it.at: no number'],
    [point, { ...GOOD, at: '1' }, 'it.at: no number'],
    [point, { ...GOOD, share: 2 }, 'it.share: out of range'],
    [point, { ...GOOD, share: '0.5' }, 'it.share: no number'],
    [point, { ...GOOD, version: 1 }, 'it.version: not 2'],
    [point, Object.create(GOOD), 'it.at: no number'],
    [listOf(point), [GOOD, 3], 'it[1]: no object'],
    [listOf(aNumber, { length: 2 }), [1], 'it: 1 members, not 2'],
    [listOf(aNumber, { most: 1 }), [1, 2], 'it: more than 1 members'],
    [tupleOf(aNumber, aText), [1], 'it: no list of 2'],
    [mapOf(aNumber), { a: 'x' }, 'it.a: no number'],
    [mapOf(aNumber), [1], 'it: no object'],
  ])('says where the fault is', (shape, value, fault) => expect(shape(value, 'it')).toBe(fault))
})
