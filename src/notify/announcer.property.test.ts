import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { IncidentKind } from '../domain/finding.ts'
import { AnnouncerRig } from './announcer.fixture.ts'
import { siteIncident, sourceBan } from './incident.fixture.ts'
import type { Delivery } from './notifier.ts'

const SECOND = 1_000
const HOUR = 3_600_000
const KINDS = ['traffic-surge', 'latency', 'distributed-flood', 'blind'] as const satisfies readonly IncidentKind[]

const step = fc.oneof(
  fc.record({
    do: fc.constant('site' as const),
    kind: fc.constantFrom(...KINDS),
    severity: fc.integer({ min: 3, max: 5 }),
  }),
  fc.record({ do: fc.constant('over' as const), kind: fc.constantFrom(...KINDS) }),
  fc.record({
    do: fc.constant('ban' as const),
    kind: fc.constantFrom('source-flood' as const, 'distributed-flood' as const),
    many: fc.integer({ min: 1, max: 30 }),
    isConfirmed: fc.boolean(),
  }),
  fc.record({ do: fc.constant('confirm' as const) }),
  fc.record({ do: fc.constant('answer' as const), outcome: fc.constantFrom('sent' as const, 'later' as const) }),
  fc.record({ do: fc.constant('crash' as const) }),
  fc.record({ do: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 900 }) }),
)

it('tells every incident and every ban in the end, keeps its pace, and leaves nothing behind, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const rig = new AnnouncerRig([{ max_per_hour: 20 }])
      const later: Delivery = { outcome: 'later', why: '500', after: null }
      const open = new Map<IncidentKind, number>()
      const waiting: string[] = []
      const sources: (() => void)[] = []
      let bans = 0
      for (const one of steps) {
        if (one.do === 'site') {
          if (!open.has(one.kind)) open.set(one.kind, rig.now)
          rig.incident(siteIncident(one.kind, { severity: one.severity, since: open.get(one.kind)! }))
        } else if (one.do === 'over' && open.has(one.kind)) {
          rig.incident(siteIncident(one.kind, { since: open.get(one.kind)!, resolvedAt: rig.now }))
          open.delete(one.kind)
        } else if (one.do === 'ban')
          for (let left = one.many; left > 0; left--) {
            const address = `10.${++bans >> 8}.${bans & 255}.1`
            const { incident, ban } = sourceBan(address, { kind: one.kind, at: rig.now })
            rig.incident(incident)
            rig.ban(ban, one.isConfirmed)
            const { at } = ban
            sources.push(() => rig.incident(sourceBan(address, { kind: one.kind, at, resolvedAt: rig.now }).incident))
            if (!one.isConfirmed) waiting.push(address)
          }
        else if (one.do === 'confirm') for (const address of waiting.splice(0)) rig.book.inForce(address)
        else if (one.do === 'answer')
          rig.ops.answer = () => (one.outcome === 'sent' ? { outcome: 'sent', answer: '' } : later)
        else if (one.do === 'crash') {
          // What is stored within a quarter of a second is told again by the ledger, which is not here.
          rig.announcer.flush()
          rig.crash()
          open.clear()
        } else if (one.do === 'pass') await rig.pass(one.seconds * SECOND)
      }
      rig.ops.answer = () => ({ outcome: 'sent', answer: '' })
      for (const [kind, since] of open) rig.incident(siteIncident(kind, { since, resolvedAt: rig.now }))
      for (const end of sources) end()
      await rig.pass(15 * 60 * SECOND)
      await rig.pass(HOUR)
      const { sent } = rig.ops
      expect(rig.outbox.waiting()).toEqual([])
      expect([...rig.book.threads.values()]).toEqual([])
      const told = new Map(sent.map((message) => [message.id, message]))
      const last = new Map<string, number>()
      let digested = 0
      for (const { thread, kind, bans } of told.values())
        if (kind === 'digest') digested += bans.made
        else last.set(thread, bans.made)
      expect([...last.values()].reduce((sum, made) => sum + made, digested)).toBeGreaterThanOrEqual(bans)
      const made = [...told.values()].map(({ at }) => at)
      for (const [index, at] of made.slice(1).entries()) expect(at - made[index]!).toBeGreaterThanOrEqual(10 * SECOND)
      for (const at of made)
        expect(made.filter((other) => other >= at && other < at + HOUR).length).toBeLessThanOrEqual(20)
    }),
    { seed: 20_260_302, numRuns: 60 },
  )
})
