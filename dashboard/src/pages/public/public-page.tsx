import './public.css'
import type { PublicFrame } from '../../../../src/domain/site-frame.ts'
import { session, wantsLogin } from '../../api/session.ts'
import { figure, NOTHING, percent, share } from '../../format/format-number.ts'
import { MetricChart } from '../../metrics/metric-chart.tsx'
import { BaselineFacts, Facts, MachineFacts } from '../../parts/facts.tsx'
import { Panel } from '../../parts/panel.tsx'
import { PreventedWords } from '../../parts/prevented-words.tsx'
import { StateSentence } from '../../parts/state-sentence.tsx'
import { Skeleton } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { Countdown, Moment } from '../../parts/time.tsx'
import { PublicBanners } from '../../shell/banners.tsx'
import { LiveSign, ThemeButton } from '../../shell/header.tsx'
import { isStale, livePoints, publicFrame } from '../../state/live.ts'

/** Seconds that are drawn: what came since the page was opened. */
const SHOWN = 600
const SMALL = ['client-errors', 'server-errors', 'latency', 'clients', 'bytes'] as const

/** What everybody may see: no address in full, no limit, no evidence, no path. */
export function PublicPage() {
  const site = publicFrame.value
  return (
    <>
      <header class="header">
        <div class="header-line">
          <span class="brand">Breakwater</span>
          <span class="site-name" title={site?.name}>
            {site?.name}
          </span>
          <span class="header-end">
            <LiveSign />
            <ThemeButton />
            {session.value!.ways.length > 0 && (
              <button
                type="button"
                class="button button-bare"
                onClick={() => {
                  wantsLogin.value = true
                }}
              >
                Sign in
              </button>
            )}
          </span>
        </div>
      </header>
      <PublicBanners />
      <main class={isStale.value ? 'stale' : ''}>
        {site === null ? <Skeleton lines={12} /> : <PublicSite site={site} />}
      </main>
    </>
  )
}

function PublicSite({ site }: { site: PublicFrame }) {
  const series = livePoints.value
  const to = series.time.at(-1) ?? site.id
  const from = Math.max(to - SHOWN, Math.min(series.time[0] ?? to, to - 60))
  const view = { from, to, onBrush: nothing, onReset: nothing }
  return (
    <>
      <StateSentence state={site.state} text={site.text}>
        <PreventedWords prevented={site.prevented} dropped={site.dropped_packets} isObserving={site.is_observing} />
      </StateSentence>
      <section class="panel" aria-label="Requests, each second since this page was opened">
        <MetricChart metric="requests" isMain site={site} series={series} view={view} height={168} />
      </section>
      <section class="panel multiples" aria-label="Errors, latency, clients and bandwidth over time">
        {SMALL.map((metric) => (
          <MetricChart key={metric} metric={metric} site={site} series={series} view={view} height={72} />
        ))}
      </section>
      <div class="public-tables">
        <Networks site={site} />
        <BannedNetworks site={site} />
      </div>
      <Facts>
        <BaselineFacts baselines={site.baselines} />
        <MachineFacts host={site.host} own={site.own} name="Breakwater" />
      </Facts>
    </>
  )
}

function Networks({ site }: { site: PublicFrame }) {
  return (
    <Panel title="Top networks" note="of the last 60 s">
      <Table
        caption="The networks that sent most in the last 60 seconds"
        columns={[
          { head: 'Network', kind: 'main', cell: ({ network }) => network },
          { head: 'req/s', align: 'right', cell: ({ requests_per_s }) => figure(requests_per_s) },
          { head: 'Share', align: 'right', cell: (row) => (row.share === null ? NOTHING : share(row.share)) },
          { head: 'Errors', align: 'right', cell: ({ error_share }) => percent(error_share * 100) },
        ]}
        rows={site.sources}
        rowKey={({ network }) => network}
        empty="Nobody sent anything in the last 60 s."
      />
    </Panel>
  )
}

function BannedNetworks({ site: { bans, is_observing } }: { site: PublicFrame }) {
  return (
    <Panel title={`${is_observing ? 'Would be banned' : 'Banned'} (${bans.total})`}>
      <Table
        caption="Networks with banned sources"
        columns={[
          { head: 'Network', kind: 'main', cell: ({ network }) => network },
          { head: 'Since', align: 'right', cell: ({ since }) => <Moment at={since} /> },
          { head: 'Ends', align: 'right', cell: ({ until }) => <Countdown until={until} /> },
        ]}
        rows={bans.rows}
        rowKey={({ network, since }) => `${network} ${since}`}
        empty={is_observing ? 'Nobody would be banned now.' : 'Nobody is banned now.'}
      />
    </Panel>
  )
}

function nothing(): void {}
