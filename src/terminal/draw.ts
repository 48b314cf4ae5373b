import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import { chart } from './chart.ts'
import { headline } from './headline.ts'
import { figures, fileLine, type Panel, panel } from './panels.ts'
import { number } from './quantity.ts'
import { cut, type Line, left, lengthOf, paint, plain, span, wrap } from './spans.ts'
import type { PanelName, ViewState } from './view-state.ts'

/** Below this size there is no room for a table. */
const NARROWEST = 40
const LOWEST = 10
/** From so many columns on, panels stand side by side. */
const WIDE = 120
const GAP = 3

const HELP = [
  'q  Ctrl-C   quit',
  '?           this help',
  'p           pause and go on',
  's e i b     only sources, endpoints, incidents, bans; again: all',
  'up down     select',
  'Enter       why: what is known of the selected one',
  'Esc         back',
  '',
  'The dotted band is what is expected: the mean of 30 minutes and its deviations.',
]

/** The screen as lines with colours, at most `rows` of at most `columns`. */
export function draw(
  snapshot: LiveSnapshot,
  columns: number,
  rows: number,
  state: ViewState,
  colours: boolean,
): string[] {
  if (columns < NARROWEST || rows < LOWEST) return [cut('needs 40 × 10; q quits', columns)].slice(0, rows)
  return screen(snapshot, columns, rows, state)
    .slice(0, rows)
    .map((line) => paint(line, columns, colours))
}

function screen(snapshot: LiveSnapshot, columns: number, rows: number, state: ViewState): Line[] {
  const top = head(snapshot, columns, rows, state)
  const messageRows = rows >= 40 ? 6 : rows >= 20 ? 2 : 0
  const messages = snapshot.messages.slice(-messageRows || snapshot.messages.length)
  const bottom: Line[] = messageRows === 0 ? [] : messages.map((text) => [span(cut(plain(text), columns), 'dim')])
  while (bottom.length < messageRows) bottom.push([])
  const room = rows - top.length - bottom.length - 1
  const body = bodyOf(snapshot, columns, room, state).slice(0, room)
  while (body.length < room) body.push([])
  return [...top, ...body, ...bottom, footer(columns, state)]
}

function head(snapshot: LiveSnapshot, columns: number, rows: number, state: ViewState): Line[] {
  const how = headline(snapshot)
  const { enforcement } = snapshot
  const means =
    enforcement.state === 'observing' ? 'observing: nothing is blocked' : `enforced by ${plain(enforcement.mode)}`
  const mode = state.paused ? 'PAUSED' : means
  const room = columns - how.text.length - mode.length
  const lines: Line[] = [room >= 2 ? [how, span(' '.repeat(room)), span(mode, state.paused ? 'look' : 'dim')] : [how]]
  if (rows >= 16) lines.push([span(cut(fileLine(snapshot), columns), 'dim')], [])
  const { value, expected } = snapshot.requests
  const usual =
    expected === null
      ? snapshot.learning === null
        ? ''
        : `  learning, ${snapshot.learning.minutes} of ${snapshot.learning.of} min`
      : `  expected ${number(expected.mean)} (${number(expected.low)} – ${number(expected.high)})`
  lines.push([span('requests/s '), span(number(value ?? 0).padStart(6), 'bold'), span(usual, 'dim')])
  lines.push(...chart(snapshot, columns, rows >= 40 ? 8 : rows >= 20 ? 3 : 1))
  lines.push(...flow(figures(snapshot), columns, rows >= 20 ? 2 : 1))
  if (rows >= 16) lines.push([])
  return lines
}

/** Pieces one after the other, three columns apart, broken into lines. */
function flow(pieces: readonly Line[], columns: number, most: number): Line[] {
  const lines: Line[] = []
  let line: Line = []
  for (const piece of pieces) {
    const needed = lengthOf(piece) + (line.length > 0 ? GAP : 0)
    if (lengthOf(line) + needed > columns) {
      lines.push(line)
      line = []
    }
    line = [...line, span(' '.repeat(line.length > 0 ? GAP : 0)), ...piece]
  }
  return [...lines, line].slice(0, most)
}

function bodyOf(snapshot: LiveSnapshot, columns: number, room: number, state: ViewState): Line[] {
  if (state.help) return [[span('Keys', 'bold')], ...HELP.map((text) => [span(cut(text, columns))])]
  const { focus, selected } = state
  if (focus !== null) {
    const chosen = Math.min(selected, Math.max(0, snapshot[focus].length - 1))
    if (state.why && focus !== 'endpoints') return why(snapshot, focus, chosen, columns)
    return table(panel(focus, snapshot, columns), room, columns, chosen)
  }
  if (columns >= WIDE) {
    const width = Math.floor((columns - GAP) / 2)
    const upper = Math.ceil(room / 2)
    const side = (first: PanelName, second: PanelName) => [
      ...filled(table(panel(first, snapshot, width), upper - 1, width), upper),
      ...table(panel(second, snapshot, width), room - upper, width),
    ]
    return beside(side('sources', 'endpoints'), side('incidents', 'bans'), width, room)
  }
  return stacked(snapshot, columns, room)
}

/** One below the other: each has its title and a row, sources and what happens get the rest. */
function stacked(snapshot: LiveSnapshot, columns: number, room: number): Line[] {
  const order: readonly PanelName[] =
    room >= 8 ? ['sources', 'incidents', 'bans', 'endpoints'] : room >= 4 ? ['sources', 'incidents'] : ['sources']
  const wanted = order.map((name) => 1 + Math.max(1, snapshot[name].length))
  const heights = order.map(() => 2)
  let rest = room - 2 * order.length
  for (let i = 0, idle = 0; rest > 0 && idle < order.length; i = (i + 1) % order.length) {
    if (heights[i]! >= wanted[i]!) {
      idle++
      continue
    }
    idle = 0
    heights[i]!++
    rest--
  }
  return order.flatMap((name, i) => table(panel(name, snapshot, columns), heights[i]!, columns))
}

function table({ title, rows, empty }: Panel, height: number, columns: number, chosen = -1): Line[] {
  if (rows.length === 0) return [title, [span(cut(empty, columns), 'dim')]].slice(0, height)
  const from = Math.max(0, Math.min(chosen - (height - 2), rows.length - (height - 1)))
  const shown = rows.slice(from, from + height - 1)
  return [
    title,
    ...shown.map((row, i) => (from + i === chosen ? [span(row.map(({ text }) => text).join(''), 'chosen')] : row)),
  ]
}

function why(snapshot: LiveSnapshot, focus: Exclude<PanelName, 'endpoints'>, chosen: number, columns: number): Line[] {
  const one = snapshot[focus][chosen]
  if (one === undefined) return [[span('it is gone', 'dim')]]
  const title = 'address' in one ? one.address : `${one.kind} on ${one.subject}`
  return [
    [span(cut(plain(title), columns), 'bold')],
    ...one.why.flatMap((text) => wrap(text, columns).map((line) => [span(line)])),
  ]
}

function beside(one: readonly Line[], other: readonly Line[], width: number, height: number): Line[] {
  return Array.from({ length: height }, (_, row) => {
    const line = one[row] ?? []
    return [...line, span(' '.repeat(Math.max(0, width - lengthOf(line)) + GAP)), ...(other[row] ?? [])]
  })
}

function filled(lines: readonly Line[], height: number): Line[] {
  return Array.from({ length: height }, (_, row) => lines[row] ?? [])
}

function footer(columns: number, { focus, why: isWhy, help }: ViewState): Line {
  const keys =
    focus !== null || help
      ? `q quit  Esc back  ${isWhy || help ? '' : 'up/down select  '}${isWhy || help || focus === 'endpoints' ? '' : 'Enter why  '}? help`
      : 'q quit  ? help  p pause  s sources  e endpoints  i incidents  b bans'
  return [span(left(keys, columns), 'dim')]
}
