import type { LiveSnapshot } from '../domain/live-snapshot.ts'

export const PANELS = ['sources', 'endpoints', 'incidents', 'bans'] as const
export type PanelName = (typeof PANELS)[number]

/** What the operator looks at. */
export interface ViewState {
  /** Fills the screen; null: all panels share it. */
  readonly focus: PanelName | null
  readonly selected: number
  readonly why: boolean
  readonly help: boolean
  readonly paused: boolean
}

export const AT_FIRST: ViewState = { focus: null, selected: 0, why: false, help: false, paused: false }

const FOCUS: Readonly<Record<string, PanelName>> = { s: 'sources', e: 'endpoints', i: 'incidents', b: 'bans' }

/** Keys in what the terminal sent at once; an escape sequence is one key. */
export function keysIn(text: string): string[] {
  return text.match(/\u001b(?:\[[0-9;]*[ -/]*[@-~]|O[A-Z])|./gsu) ?? []
}

/** What a key makes of the state; `quit` for q and Ctrl-C. Keys without a meaning change nothing. */
export function press(state: ViewState, key: string, snapshot: LiveSnapshot): ViewState | 'quit' {
  if (key === 'q' || key === '\u0003') return 'quit'
  if (key === '?') return { ...state, help: !state.help }
  if (key === 'p') return { ...state, paused: !state.paused }
  const focus = FOCUS[key]
  if (focus !== undefined)
    return { ...state, focus: state.focus === focus && !state.why ? null : focus, selected: 0, why: false, help: false }
  if (key === '\u001b')
    return state.help ? { ...state, help: false } : state.why ? { ...state, why: false } : { ...state, focus: null }
  const panel = state.focus ?? 'sources'
  const last = Math.max(0, snapshot[panel].length - 1)
  if (key === '\u001b[A' || key === '\u001bOA' || key === 'k')
    return { ...state, focus: panel, selected: Math.max(0, Math.min(state.selected, last) - 1) }
  if (key === '\u001b[B' || key === '\u001bOB' || key === 'j')
    return { ...state, focus: panel, selected: state.focus === null ? 0 : Math.min(last, state.selected + 1) }
  if ((key === '\r' || key === '\n') && state.focus !== null && state.focus !== 'endpoints')
    return { ...state, why: snapshot[state.focus].length > 0 }
  return state
}
