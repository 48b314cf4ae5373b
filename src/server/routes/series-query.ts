import { UsageError } from '../../domain/errors.ts'
import { MOST_POINTS, type SeriesQuery } from '../../domain/metric-series.ts'
import { DAY, type EpochMilliseconds } from '../../domain/units.ts'
import { queryNumber, type Schema } from '../schema-parts.ts'

const USUAL_POINTS = 600
const LONGEST = 366 * DAY

export interface SeriesQuerystring {
  readonly from: string
  readonly to: string
  readonly points?: string
}

const time = (what: string): Schema => ({ type: 'string', maxLength: 40, description: `ISO 8601: ${what}` })

/** What a route's query says of the stretch that is wanted. */
export const SERIES_QUERY: Readonly<Record<string, Schema>> = {
  from: time('where it begins, at most 366 days before its end'),
  to: time('where it ends'),
  points: queryNumber(`Most points that are given, 1 … ${MOST_POINTS}; ${USUAL_POINTS} when it is left out`),
}

/** Throws UsageError when it is no stretch that can be drawn. */
export function seriesQuery({ from, to, points = `${USUAL_POINTS}` }: SeriesQuerystring): SeriesQuery {
  const [first, end] = [timeOf(from, 'from'), timeOf(to, 'to')]
  if (first >= end) throw new UsageError('from is not before to', 'Ask for a stretch that begins before it ends.')
  if (end - first > LONGEST)
    throw new UsageError(
      'from lies more than 366 days before to',
      'Ask for 366 days at most: older points are not kept.',
    )
  const count = Number(points)
  if (count < 1 || count > MOST_POINTS)
    throw new UsageError(`points is ${points}`, `Ask for 1 to ${MOST_POINTS}, or leave it out.`)
  return { from: new Date(first).toISOString(), to: new Date(end).toISOString(), points: count }
}

/** Throws UsageError, naming the parameter. */
export function timeOf(text: string, name: string): EpochMilliseconds {
  const at = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw new UsageError(`${name} is no time in ISO 8601`, 'Write for instance 2026-03-02T09:15:00Z.')
  return at
}
