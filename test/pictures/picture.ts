import type { PlayedScenario, PlayOptions, Weighed } from './played-scenario.ts'

export interface PictureOptions extends PlayOptions {
  /** For whoever cannot see it, and as its heading. */
  readonly title: string
  /** Seconds of the picture, from the beginning of the attack. */
  readonly from: number
  readonly to: number
  /** Seconds whose mean is a point. */
  readonly step: number
  /** What is told at which moment; left out: the first ban. */
  readonly mark?: (played: PlayedScenario) => { readonly at: number; readonly words: string }
}

const WIDTH = 760
const LEFT = 52
const RIGHT = 14
const TOP = 44
const UPPER = 150
const GAP = 34
const LOWER = 96

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2933 }
  .page { fill: #ffffff } .band { fill: #8fb8de; fill-opacity: .35 } .line { fill: none; stroke: #33475b }
  .hostile { fill: none; stroke: #b3261e; stroke-width: 1.5 } .kept { fill: #b3261e; fill-opacity: .18 } .axis { stroke: #8a97a3 }
  .needed { stroke: #b3261e; stroke-dasharray: 5 4 } .weight { fill: none; stroke: #6a3fa0; stroke-width: 1.5 } .dot { fill: #6a3fa0 }
  .mark { stroke: #1f2933; stroke-width: 1.5 } .title { font-weight: 600; font-size: 13px }
  @media (prefers-color-scheme: dark) {
    text { fill: #e4e9ee } .page { fill: #14191f } .band { fill: #4d7fb0 } .line { stroke: #c3ced9 } .axis { stroke: #6b7885 }
    .hostile, .needed { stroke: #ff8a80 } .kept { fill: #ff8a80 } .weight { stroke: #c9a7f5 } .dot { fill: #c9a7f5 } .mark { stroke: #e4e9ee }
  }`

type Point = readonly [x: number, y: number]
const n = (value: number) => String(Math.round(value * 10) / 10)
const path = (points: readonly Point[]) => points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${n(x)} ${n(y)}`).join('')

/** The requests over the band in which they were expected; below, the evidence against the attacker over what a ban needed. */
export function drawPicture(played: PlayedScenario, options: PictureOptions): string {
  const { from, to, title } = options
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - RIGHT)
  const hasEvidence = played.weighed.length > 0
  const height = TOP + UPPER + GAP + (hasEvidence ? LOWER + GAP : 0)
  const ban = played.bans[0]
  const mark =
    options.mark?.(played) ?? (ban && { at: ban.at, words: `banned: ${span(ban.at)}, ${played.letThrough} requests` })
  const bottom = height - GAP
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}"/>`,
    `<text class="title" x="${LEFT}" y="18">${escaped(title)}</text>`,
    ...traffic(played, options, x),
    ...(hasEvidence ? evidence(played, options, x) : []),
    ...timeAxis(from, to, x, bottom),
    ...(mark ? marked(mark, x, bottom) : []),
    ...played.bans.slice(1).flatMap(({ at }) => (at < to ? marked({ at, words: 'and again' }, x, bottom) : [])),
    '</svg>',
    '',
  ].join('\n')
}

function traffic({ moments }: PlayedScenario, { from, to, step }: PictureOptions, x: (at: number) => number): string[] {
  const shown = moments.filter(({ at }) => at >= from && at < to)
  const points = Array.from({ length: Math.floor((to - from) / step) }, (_, i) => {
    const part = shown.filter(({ at }) => Math.floor((at - from) / step) === i)
    const mean = (of: (moment: (typeof part)[number]) => number) => part.reduce((sum, one) => sum + of(one), 0) / step
    const high = mean((one) => one.high ?? 0)
    return {
      ...{ at: from + (i + 0.5) * step, all: mean((one) => one.requests), hostile: mean((one) => one.hostile) },
      ...{ kept: mean((one) => one.prevented), low: mean((one) => one.low ?? 0), high },
    }
  })
  const most = nice(Math.max(...points.map(({ all, high }) => Math.max(all, high))))
  const y = (value: number) => TOP + UPPER - (value / most) * UPPER
  const area = (upper: (p: (typeof points)[number]) => number, lower: (p: (typeof points)[number]) => number) =>
    `${path([...points.map((p): Point => [x(p.at), y(upper(p))]), ...points.toReversed().map((p): Point => [x(p.at), y(lower(p))])])}Z`
  const isRare = Math.max(...points.map(({ hostile }) => hostile)) < 1
  const hostile = isRare
    ? shown.flatMap((one) => (one.hostile > 0 ? [`M${n(x(one.at))} ${n(y(0))}V${n(y(0) - 12)}`] : [])).join('')
    : path(points.map((p): Point => [x(p.at), y(p.hostile)]))
  return [
    ...scale(most, y, 'requests a second'),
    `<path class="band" d="${area(
      (p) => p.high,
      (p) => p.low,
    )}"/>`,
    ...(points.some(({ kept }) => kept > 0)
      ? [
          `<path class="kept" d="${area(
            (p) => p.kept,
            () => 0,
          )}"/>`,
        ]
      : []),
    `<path class="line" d="${path(points.map((p): Point => [x(p.at), y(p.all)]))}"/>`,
    ...(hostile === '' || points.every((p) => p.hostile === 0) ? [] : [`<path class="hostile" d="${hostile}"/>`]),
  ]
}

function evidence({ weighed }: PlayedScenario, { from, to }: PictureOptions, x: (at: number) => number): string[] {
  const shown = weighed.filter(({ at }) => at >= from && at < to)
  const needed = shown.at(-1)?.needed ?? 0
  const most = nice(Math.max(needed, ...shown.map(({ nats }) => nats)))
  // After a ban it begins anew.
  const courses: Weighed[][] = [[]]
  for (const one of shown) {
    courses.at(-1)!.push(one)
    if (one.isBan) courses.push([])
  }
  const base = TOP + UPPER + GAP + LOWER
  const y = (value: number) => base - (Math.max(0, value) / most) * LOWER
  return [
    ...scale(most, y, 'evidence in nats'),
    `<path class="needed" d="M${n(x(from))} ${n(y(needed))}H${n(x(to))}"/>`,
    `<text x="${WIDTH - RIGHT}" y="${n(y(needed) - 5)}" text-anchor="end">needed for a ban: ${n(needed)}</text>`,
    ...courses.map(
      (course) => `<path class="weight" d="${path(course.map(({ at, nats }): Point => [x(at), y(nats)]))}"/>`,
    ),
    ...shown.map(
      ({ at, nats, isBan }) => `<circle class="dot" cx="${n(x(at))}" cy="${n(y(nats))}" r="${isBan ? 4 : 2}"/>`,
    ),
  ]
}

/** Zero and the most, with what is counted. */
function scale(most: number, y: (value: number) => number, unit: string): string[] {
  return [
    `<path class="axis" d="M${LEFT} ${n(y(0))}H${WIDTH - RIGHT}M${LEFT} ${n(y(0))}V${n(y(most))}"/>`,
    ...[0, most / 2, most].map(
      (value) => `<text x="${LEFT - 6}" y="${n(y(value) + 4)}" text-anchor="end">${n(value)}</text>`,
    ),
    `<text x="${LEFT + 6}" y="${n(y(most) - 6)}">${unit}</text>`,
  ]
}

function timeAxis(from: number, to: number, x: (at: number) => number, bottom: number): string[] {
  const every = [10, 20, 30, 60, 120, 300, 600].find((step) => (to - from) / step <= 10) ?? 1_200
  const times: number[] = []
  for (let at = Math.ceil(from / every) * every; at <= to; at += every) times.push(at)
  return [
    ...times.map(
      (at) =>
        `<text x="${n(x(at))}" y="${bottom + 16}" text-anchor="${at === to ? 'end' : 'middle'}">${span(at)}</text>`,
    ),
    `<text x="${WIDTH - RIGHT}" y="${bottom + 30}" text-anchor="end">since it began</text>`,
  ]
}

function marked({ at, words }: { at: number; words: string }, x: (at: number) => number, bottom: number): string[] {
  const isRight = x(at) > WIDTH * 0.75 || (words.length > 30 && x(at) > WIDTH * 0.6)
  return [
    `<path class="mark" d="M${n(x(at))} ${TOP - 14}V${bottom}"/>`,
    `<text x="${n(x(at) + (isRight ? -6 : 6))}" y="${TOP - 6}" text-anchor="${isRight ? 'end' : 'start'}">${escaped(words)}</text>`,
  ]
}

function span(seconds: number): string {
  if (Math.abs(seconds) < 60 || seconds % 60 !== 0) return seconds < 120 ? `${n(seconds)} s` : `${n(seconds / 60)} min`
  return `${seconds / 60} min`
}

/** The next of 1, 2, 3, 4, 5, 6, 8 times a power of ten. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= value) ?? 10) * power
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
