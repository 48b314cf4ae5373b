import type { SourceTrace } from '../../../../src/domain/site-desk.ts'
import { count, plural } from '../../format/format-number.ts'
import { clockTime, duration, shortTime } from '../../format/format-time.ts'
import { traceBars } from './trace-bars.ts'

const MOST_BARS = 120
const [WIDTH, HEIGHT] = [720, 96]

/** What a source sent over time: each bar is requests, the foot of it those that were answered with an error. */
export function TraceChart({ trace }: { trace: SourceTrace }) {
  const { bars, step_s } = traceBars(trace, MOST_BARS)
  const first = bars[0]
  if (first === undefined) return null
  const last = bars.at(-1)!
  const most = Math.max(1, ...bars.map(({ requests }) => requests))
  const width = WIDTH / bars.length
  const tall = (requests: number) => (requests === 0 ? 0 : Math.max(1, (requests / most) * HEIGHT))
  const errors = bars.reduce((sum, bar) => sum + bar.errors, 0)
  return (
    <figure class="bars">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`From ${shortTime(first.time)} to ${shortTime(last.time)}: ${plural(trace.requests, 'request')}, ${count(errors)} of them answered with an error; at most ${count(most)} in ${duration(step_s)}`}
      >
        {bars.map(({ time, requests, errors: failed }, index) => (
          <g key={time}>
            <title>
              {clockTime(time)}: {plural(requests, 'request')}, {plural(failed, 'error')}
            </title>
            <rect x={index * width} y="0" width={width} height={HEIGHT} class="bars-hit" />
            <rect
              x={index * width}
              y={HEIGHT - tall(requests)}
              width={Math.max(1, width - 1)}
              height={tall(requests)}
              class="bars-requests"
            />
            <rect
              x={index * width}
              y={HEIGHT - tall(failed)}
              width={Math.max(1, width - 1)}
              height={tall(failed)}
              class="bars-errors"
            />
          </g>
        ))}
      </svg>
      <figcaption>
        <span>{shortTime(first.time)}</span>
        <span>
          <span class="bars-key bars-key-requests" aria-hidden="true" /> requests{' '}
          <span class="bars-key bars-key-errors" aria-hidden="true" /> of them errors · most {count(most)} in{' '}
          {duration(step_s)}
        </span>
        <span>{shortTime(last.time)}</span>
      </figcaption>
    </figure>
  )
}
