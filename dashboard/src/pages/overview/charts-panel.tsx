import type { SiteMetric } from '../../../../src/domain/metric-series.ts'
import type { SiteFrame } from '../../../../src/domain/site-frame.ts'
import type { ChartView } from '../../chart/band-chart.tsx'
import { chosenColumn } from '../../metrics/chosen-column.ts'
import { MetricChart } from '../../metrics/metric-chart.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { MOVING, rangeQuery } from '../../route/address.ts'
import { address, changeQuery } from '../../route/router.ts'
import { useSiteMarks } from '../../state/site-marks.ts'
import { useSiteSeries } from '../../state/site-series.ts'
import { ChartTable } from './chart-table.tsx'
import { SeriesFilter } from './series-filter.tsx'

const SMALL: readonly SiteMetric[] = ['client-errors', 'server-errors', 'latency', 'clients', 'bytes']
const [MAIN_HEIGHT, SMALL_HEIGHT] = [window.innerHeight < 1_000 ? 168 : 280, 72]

/** Pixels of both panels beside the charts in them, so that nothing moves when these are there. */
const AROUND = 97

/** Requests/s over their band with what happened, and five other metrics over the same time. */
export function ChartsPanel({ site }: { site: SiteFrame }) {
  const { from, to, series, problem, reload } = useSiteSeries()
  const marks = useSiteMarks()
  const { query } = address.value
  const isTable = query.view === 'table'
  const chosen = chosenColumn(query)
  const view: ChartView = {
    from,
    to,
    onBrush: (start, end) => changeQuery(rangeQuery({ from: start, to: end })),
    onReset: () => changeQuery(MOVING),
  }
  if (series === null) {
    return (
      <section class="panel charts" aria-label="The site over time">
        {problem === null ? (
          <Skeleton height={MAIN_HEIGHT + SMALL_HEIGHT + AROUND} />
        ) : (
          <Failed problem={problem} retry={reload} />
        )}
      </section>
    )
  }
  return (
    <>
      <section class="panel charts" aria-label="The site over time">
        {problem !== null && <Failed problem={problem} retry={reload} />}
        <div class="charts-tools">
          <SeriesFilter />
          <button type="button" class="button" onClick={() => changeQuery({ view: isTable ? undefined : 'table' })}>
            {isTable ? 'as charts' : 'as table'}
          </button>
        </div>
        {isTable ? (
          <ChartTable series={series} />
        ) : (
          <MetricChart
            metric="requests"
            isMain
            site={site}
            series={series}
            view={view}
            marks={marks}
            height={MAIN_HEIGHT}
            chosen={chosen}
          />
        )}
      </section>
      {!isTable && (
        <section class="panel multiples" aria-label="Errors, latency, clients and bandwidth over time">
          {SMALL.map((metric) => (
            <MetricChart key={metric} metric={metric} site={site} series={series} view={view} height={SMALL_HEIGHT} />
          ))}
        </section>
      )}
    </>
  )
}
