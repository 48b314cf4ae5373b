import { expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../domain/units.ts'
import { weekCurve } from '../week-curve.ts'
import { smoothWeek } from './smooth-week.ts'

const MONDAY = Date.UTC(2026, 2, 2)
const minutes = Array.from({ length: 7 * 24 * 60 }, (_, minute) => MONDAY + minute * MINUTE)

it('never jumps', () => {
  const steps = minutes.map((at) => Math.abs(smoothWeek(at + MINUTE) / smoothWeek(at) - 1))
  expect(Math.max(...steps)).toBeLessThan(0.01)
  expect(weekCurve(MONDAY) / weekCurve(MONDAY - 1)).toBeGreaterThan(1.2)
})

it('is the curve of the week but for the nights around the weekend', () => {
  expect(minutes.map(smoothWeek).reduce((sum, value) => sum + value, 0) / minutes.length).toBeCloseTo(1, 2)
  const changed = minutes.filter((at) => Math.abs(smoothWeek(at) / weekCurve(at) - 1) > 1e-9)
  const near = changed.filter((at) => [0, 5, 7].some((day) => Math.abs(at - MONDAY - day * DAY) <= 3 * HOUR))
  expect(changed.length).toBeGreaterThan(600)
  expect(near).toEqual(changed)
})
