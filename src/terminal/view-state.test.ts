import { describe, expect, it } from 'vitest'
import { CALM } from '../domain/live-snapshot.fixture.ts'
import { AT_FIRST, keysIn, press, type ViewState } from './view-state.ts'

const [first] = CALM.sources
const snapshot = { ...CALM, sources: [first!, first!, first!] }

/** What is left after all these keys. */
function having(...keys: string[]): ViewState | 'quit' {
  let state: ViewState | 'quit' = AT_FIRST
  for (const key of keys) if (state !== 'quit') state = press(state, key, snapshot)
  return state
}

describe('keys', () => {
  it('are told apart, arrows too', () =>
    expect(keysIn('s\u001b[A\u001bOB\u001b\rq')).toEqual(['s', '\u001b[A', '\u001bOB', '\u001b', '\r', 'q']))

  it('quit, help, pause and focus', () => {
    expect(having('q')).toBe('quit')
    expect(having('\u0003')).toBe('quit')
    expect(having('?')).toMatchObject({ help: true })
    expect(having('?', '\u001b')).toEqual(AT_FIRST)
    expect(having('p', 'p')).toEqual(AT_FIRST)
    expect(having('b')).toMatchObject({ focus: 'bans' })
    expect(having('s', 's')).toEqual(AT_FIRST)
  })

  it('select within the rows, explain and go back', () => {
    expect(having('\u001b[B')).toMatchObject({ focus: 'sources', selected: 0 })
    expect(having('s', '\u001b[B', '\u001b[B', '\u001b[B', '\u001b[B')).toMatchObject({ selected: 2 })
    expect(having('s', '\u001b[A')).toMatchObject({ selected: 0 })
    expect(having('s', '\r')).toMatchObject({ why: true })
    expect(having('s', '\r', '\u001b')).toMatchObject({ why: false, focus: 'sources' })
    expect(having('i', '\r')).toMatchObject({ why: false })
    expect(having('e', '\r')).toMatchObject({ why: false })
  })
})
