import { computed, signal } from '@preact/signals'
import type { MetricSeries } from '../../../src/domain/metric-series.ts'
import type { PublicFrame, SiteFrame } from '../../../src/domain/site-frame.ts'
import { appendPoints } from './join-series.ts'
import { emptySeries } from './series.ts'

/** `live`: a frame a second; `polling`: one each 3 s; `disconnected`: the last frame stays, and is old. */
export type LiveState = 'connecting' | 'live' | 'polling' | 'disconnected'

/** Seconds that are kept behind the stored history, which is asked for again long before. */
const KEPT_SECONDS = 1_200

/** How we hear of the site, and since when (milliseconds of this machine's clock). */
export const live = signal<{ readonly state: LiveState; readonly since: number }>({
  state: 'connecting',
  since: Date.now(),
})

/** The newest frame; null before the first. */
export const frame = signal<SiteFrame | null>(null)
export const publicFrame = signal<PublicFrame | null>(null)

/** The seconds that came by frames. */
export const livePoints = signal<MetricSeries>(emptySeries(1))

/** Counts up when seconds were missed, so that the stored history must be asked for again. */
export const missed = signal(0)

/** Counts up when Breakwater answers again: what could not be had before is asked for once more. */
export const reconnected = signal(0)

/** Milliseconds by which the server's clock is ahead of ours, from its last frame. */
const ahead = signal(0)
const here = signal(Date.now())

/** The server's time in milliseconds, each second: what counts down reads it. */
export const now = computed(() => here.value + ahead.value)

/** What is on the screen is old. */
export const isStale = computed(() => live.value.state === 'disconnected')

export function setLive(state: LiveState): void {
  const before = live.value.state
  if (before === state) return
  live.value = { state, since: Date.now() }
  if (before === 'disconnected') reconnected.value += 1
}

export function receiveFrame(next: SiteFrame): void {
  noteTime(next)
  const before = frame.value
  takePoints(next.points, before?.id ?? null, next.id)
  frame.value = next
}

export function receivePublic(next: PublicFrame): void {
  noteTime(next)
  takePoints(next.points, publicFrame.value?.id ?? null, next.id)
  publicFrame.value = next
}

/** Once a second. */
export function tick(): void {
  here.value = Date.now()
}

function noteTime({ now }: { readonly now: string }): void {
  const offset = Date.parse(now) - Date.now()
  if (Math.abs(offset - ahead.value) > 1_500) ahead.value = offset
}

function takePoints(points: MetricSeries, before: number | null, id: number): void {
  if (before !== null && id < before) {
    livePoints.value = points
    missed.value += 1
    return
  }
  const first = points.time[0]
  if (before !== null && id - before > 60 && (first === undefined || first - before > 60)) {
    livePoints.value = points
    missed.value += 1
    return
  }
  livePoints.value = appendPoints(livePoints.value, points, KEPT_SECONDS)
}
