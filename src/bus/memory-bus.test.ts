import { expect, it } from 'vitest'
import type { Ban, Lift } from '../domain/ban.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { MemoryBus } from './memory-bus.ts'

it('hands each message over during the call that sends it, in order', () => {
  const got: unknown[] = []
  const take = (message: unknown) => got.push(message)
  const bus = new MemoryBus({ tick: take, ban: take, lift: take })
  const ban = { id: 'b' } as Ban
  const messages = [{ second: 1 } as TickSummary, ban, { ban } as Lift] as const
  bus.publish(messages[0])
  expect(got).toHaveLength(1)
  bus.put(messages[1])
  bus.remove(messages[2])
  expect(got).toEqual(messages)
})
