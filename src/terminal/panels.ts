import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import { bytes, countdown, number, percent } from './quantity.ts'
import { type Line, left, plain, right, type Style, span } from './spans.ts'
import type { PanelName } from './view-state.ts'

/** A table: its rows fill `columns` and no more. */
export interface Panel {
  readonly title: Line
  readonly rows: readonly Line[]
  /** What to say when there is no row. */
  readonly empty: string
}

const STATES: Readonly<Record<LiveSnapshot['sources'][number]['state'], Style>> = {
  ok: 'dim',
  tightened: 'look',
  'would-ban': 'bad',
  banning: 'bad',
  banned: 'bad',
  protected: 'good',
}

export function panel(name: PanelName, snapshot: LiveSnapshot, columns: number): Panel {
  return PANEL[name](snapshot, columns)
}

const PANEL: Readonly<Record<PanelName, (snapshot: LiveSnapshot, columns: number) => Panel>> = {
  sources: ({ sources, requests60 }, columns) => {
    const hasShare = columns >= 60
    const name = columns - (hasShare ? 35 : 27)
    return {
      title: [span(left('Sources', name), 'bold'), span(`  req/s${hasShare ? '   share' : ''}  errors  state`, 'dim')],
      empty: 'no source sent more than six requests in the last minute',
      rows: sources.map(({ address, requests, errors, state }) => [
        span(left(address, name)),
        span(right(number(requests / 60), 7)),
        span(hasShare ? right(share(requests, requests60), 8) : ''),
        span(right(share(errors, requests), 8), errors * 2 > requests ? 'look' : 'plain'),
        span(`  ${state === 'would-ban' ? 'would ban' : state}`, STATES[state]),
      ]),
    }
  },
  endpoints: ({ endpoints, requests60 }, columns) => {
    const name = Math.max(8, columns - 15)
    return {
      title: [span(left('Endpoints', name), 'bold'), span('  req/s   share', 'dim')],
      empty: 'no request in the last minute',
      rows: endpoints.map(({ path, requests }) => [
        span(left(path, name)),
        span(right(number(requests / 60), 7)),
        span(right(share(requests, requests60), 8)),
      ]),
    }
  },
  incidents: ({ incidents }, columns) => ({
    title: [span(left('Incidents', Math.max(9, columns - 30)), 'bold')],
    empty: 'no incident in the last hour',
    rows: incidents.map(({ kind, subject, since, resolved, observed, unit }) => [
      span(since, resolved === null ? 'bold' : 'dim'),
      span(` ${left(kind, 18)} `, resolved === null ? 'bad' : 'dim'),
      span(
        left(
          `${subject === 'site' ? '' : `${subject}, `}${resolved === null ? 'peak' : `over ${resolved}, peak`} ${number(observed)} ${unit}`,
          Math.max(1, columns - 28),
        ),
        resolved === null ? 'plain' : 'dim',
      ),
    ]),
  }),
  bans: ({ bans, bansInForce, bansConfirmed, enforcement }, columns) => {
    const isOff = enforcement.state === 'observing'
    const title = isOff ? `Would be banned (${bansInForce})` : `Banned (${bansConfirmed} of ${bansInForce} confirmed)`
    const name = Math.max(8, columns - 46)
    return {
      title: [span(left(title, Math.max(name, title.length)), 'bold')],
      empty: isOff ? 'nobody would be banned now' : 'nobody is banned now',
      rows: bans.map(({ address, state, kind, left: rest, offence }) => [
        span(left(address, name), state === 'failed' ? 'bad' : state === 'pending' ? 'look' : 'plain'),
        span(right(rest === null ? 'for good' : `${countdown(rest)} left`, 14), 'bold'),
        span(`  ${left(`offence ${offence}`, 11)}`, 'dim'),
        span(` ${left(kind, 18)}`),
      ]),
    }
  },
}

/** Numbers of the site beside what is usual for them: observed, then expected in brackets. */
export function figures(snapshot: LiveSnapshot): Line[] {
  const one = (title: string, metric: LiveSnapshot['requests'], unit: (value: number) => string): Line => {
    const { value, expected } = metric
    const high = value !== null && expected !== null && value > expected.high
    return [
      span(`${title} `, 'dim'),
      span(value === null ? '–' : unit(value), high ? 'look' : 'bold'),
      span(expected === null ? '' : ` (${unit(expected.mean)})`, 'dim'),
    ]
  }
  return [
    one('4xx', snapshot.clientErrors, percent),
    one('404', snapshot.notFound, percent),
    one('5xx', snapshot.serverErrors, percent),
    one('p99', snapshot.latency, (value) => `${number(value)} ms`),
    one('clients', snapshot.clients, (value) => number(Math.round(value))),
    one('out', snapshot.bytes, (value) => `${bytes(value)}/s`),
  ]
}

export function fileLine({ files, lag, memory, uptime }: LiveSnapshot): string {
  const refused = files.reduce((sum, file) => sum + file.refused, 0)
  const names = files.length === 1 ? plain(files[0]!.path) : `${files.length} logs`
  return `${names} · lag ${bytes(lag)} · refused ${number(refused)} · ${bytes(memory)} · up ${countdown(uptime)}`
}

function share(part: number, whole: number): string {
  return whole > 0 ? percent(Math.min(100, (100 * part) / whole)) : '–'
}
