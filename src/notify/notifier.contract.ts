import { expect, it } from 'vitest'
import { HOSTILE, messageOf } from './message.fixture.ts'
import type { Notifier } from './notifier.ts'

/** Milliseconds that notifiers of the tests are given for an attempt. */
export const TIMEOUT = 400

export type OtherSide = 'well' | 'busy' | 'broken' | 'hanging' | 'refusing'

export interface NotifierCase {
  readonly create: () => Notifier
  /** Makes the other side behave so; false: it cannot. */
  readonly behave: (how: OtherSide) => boolean
  /** What arrived so far, one text a message. */
  readonly arrived: () => readonly string[]
  /** Texts that must not be told. */
  readonly secrets: readonly string[]
}

/** What every notifier promises. Call it within a `describe`. */
export function notifierContract({ create, behave, arrived, secrets }: NotifierCase): void {
  it('delivers, and says what was answered', async () => {
    behave('well')
    const before = arrived().length
    expect(await create().send(messageOf())).toMatchObject({ outcome: 'sent', answer: expect.stringMatching(/./) })
    expect(arrived()).toHaveLength(before + 1)
    expect(arrived().at(-1)).toContain('shop.example')
    expect(arrived().at(-1)).toContain('breakwater bans remove 203.0.113.7')
  })

  it('delivers each state of a thread, and texts that are hostile', async () => {
    behave('well')
    const notifier = create()
    const before = arrived().length
    for (const state of ['firing', 'update', 'resolved', 'note'] as const)
      expect(
        await notifier.send(messageOf({ state, title: HOSTILE, happened: HOSTILE, severity: 1, link: null })),
      ).toMatchObject({ outcome: 'sent' })
    expect(arrived()).toHaveLength(before + 4)
  })

  it.each(['busy', 'broken', 'hanging', 'refusing'] as const)(
    'throws nothing and tells no secret when the other side is %s',
    async (how) => {
      if (!behave(how)) return
      const begun = performance.now()
      const delivery = await create().send(messageOf())
      expect(performance.now() - begun).toBeLessThan(TIMEOUT + 1_000)
      expect(delivery.outcome).toBe(how === 'refusing' ? 'refused' : 'later')
      for (const secret of secrets) expect(JSON.stringify(delivery)).not.toContain(secret)
      behave('well')
      expect(await create().send(messageOf())).toMatchObject({ outcome: 'sent' })
    },
  )
}
