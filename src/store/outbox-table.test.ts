import { describe, expect, it } from 'vitest'
import { openStore } from './store.fixture.ts'

const row = (id: string, channel = 'ops') => ({ id, channel, at: 5, json: `{"id":"${id}","text":"by 203.0.113.7"}` })

describe('OutboxTable', () => {
  it('keeps rows in their order and each once, and notes by their name, over a restart', async () => {
    const rig = await openStore()
    rig.store.outbox.change({ put: [row('b'), row('a'), row('a', 'other')], notes: new Map([['x', '1']]) })
    rig.store.outbox.change({
      put: [{ ...row('b'), json: '{}' }],
      remove: [row('a')],
      notes: new Map([
        ['x', '2'],
        ['y', '3'],
      ]),
    })
    rig.store.outbox.change({ notes: new Map([['y', null]]) })
    const { outbox } = await rig.reopen()
    expect(outbox.waiting()).toEqual([row('b'), row('a', 'other')])
    expect([...outbox.notes()]).toEqual([['x', '2']])
  })

  it('forgets an address in them', async () => {
    const { store } = await openStore()
    store.outbox.change({
      put: [row('a')],
      notes: new Map([['thread a', '{"sources":[{"address":"203.0.113.7"},{"address":"203.0.113.8"}]}']]),
    })
    expect(store.forget('203.0.113.7')).toEqual({ removed: 0, redacted: 2 })
    expect(store.outbox.waiting()[0]!.json).toBe('{"id":"a","text":"by [forgotten]"}')
    expect(store.outbox.notes().get('thread a')).toBe('{"sources":[{"address":"203.0.113.8"}]}')
  })
})
