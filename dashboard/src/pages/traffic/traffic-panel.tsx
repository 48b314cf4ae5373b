import { useMemo } from 'preact/hooks'
import type { ChartView } from '../../chart/band-chart.tsx'
import { type Layer, StackChart } from '../../chart/stack-chart.tsx'
import { figure, NOTHING, percent, shortFigure } from '../../format/format-number.ts'
import { clockTime, shortTime } from '../../format/format-time.ts'
import { Panel } from '../../parts/panel.tsx'
import { RawText } from '../../parts/raw-text.tsx'
import { Table } from '../../parts/table.tsx'
import { firstAt } from '../../state/series.ts'
import { type GroupShare, groupShares } from './group-shares.ts'

const HEIGHT = 176

/** What requests are made of: layers over time, and beside them a table of their shares. */
export function TrafficPanel({
  title,
  note = '',
  head,
  time,
  step,
  groups,
  shares,
  view,
}: {
  title: string
  note?: string
  /** What a group is. */
  head: string
  time: readonly number[]
  step: number
  groups: readonly Layer[]
  /** Of all requests, by group, 0 … 1; left out: of the groups that are there. */
  shares?: readonly number[]
  view: ChartView
}) {
  const rows = useMemo(() => groupShares(groups, shares), [groups, shares])
  const valueAt = ({ values }: Layer, at: number) => values[firstAt(time, at)] ?? null
  return (
    <Panel title={title} note={note}>
      <div class="traffic">
        <StackChart
          time={time}
          step={step}
          layers={groups}
          view={view}
          height={HEIGHT}
          label={`${title} over time, in requests/s: ${rows.map(({ name, share }) => `${name} ${percent(share * 100)}`).join(', ')}`}
          valueText={shortFigure}
          tip={(at) => [
            step < 60 ? clockTime(at) : shortTime(at),
            ...groups.map((group) => `${short(group.name)}: ${rate(valueAt(group, at))}`),
          ]}
        />
        <Table
          caption={`${title}: shares of all requests in this time`}
          columns={[
            { head, kind: 'main', cell: ({ name, place }: GroupShare) => <GroupName name={name} place={place} /> },
            { head: 'Now', align: 'right', cell: ({ now }) => rate(now) },
            { head: 'Mean', align: 'right', cell: ({ mean }) => rate(mean) },
            { head: 'Share', align: 'right', cell: ({ share }) => percent(share * 100) },
          ]}
          rows={rows}
          rowKey={({ name }) => name}
          empty="No requests in this time."
        />
      </div>
    </Panel>
  )
}

function GroupName({ name, place }: { name: string; place: number }) {
  return (
    <span class="group">
      <svg class={`swatch swatch-${(place % 8) + 1}`} viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
        <rect width="8" height="8" fill="currentColor" />
      </svg>
      <RawText>{name}</RawText>
    </span>
  )
}

function rate(value: number | null): string {
  return value === null ? NOTHING : `${figure(value)}/s`
}

function short(name: string): string {
  return name.length > 32 ? `${name.slice(0, 31)}…` : name
}
