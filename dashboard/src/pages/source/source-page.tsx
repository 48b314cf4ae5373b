import '../pages.css'
import './source.css'
import type { SourceStory } from '../../../../src/domain/site-desk.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { count, plural, share } from '../../format/format-number.ts'
import { useAfterOrders } from '../../orders/use-after-orders.ts'
import { FactList } from '../../parts/fact-list.tsx'
import { Panel } from '../../parts/panel.tsx'
import { RawText } from '../../parts/raw-text.tsx'
import { Empty, Loaded } from '../../parts/states.tsx'
import { Moment } from '../../parts/time.tsx'
import type { PageProps } from '../../route/routes.ts'
import { SampleLines } from '../incidents/evidence-panel.tsx'
import { IncidentTable } from '../incidents/incident-table.tsx'
import { SourceBans } from './source-bans.tsx'
import { SourceHead } from './source-head.tsx'
import { AgentTable, EndpointTable } from './source-tables.tsx'
import { TraceChart } from './trace-chart.tsx'

/** Milliseconds: an answer reads the ends of the logs. */
const AGAIN = 10_000

/** One source: what it does, what it did, what is known of it, and what to do about it. */
export function SourcePage({ params }: PageProps) {
  const address = params.address ?? ''
  const story = useResource(
    address,
    (signal) => getJson<SourceStory>(`/api/v1/sources/${encodeURIComponent(address)}`, {}, signal),
    AGAIN,
  )
  useAfterOrders(story.reload)
  return (
    <div class="page">
      {story.value === null && <h1 class="page-title">{address}</h1>}
      <Loaded of={story} lines={12}>
        {(value) => <Story story={value} />}
      </Loaded>
    </div>
  )
}

function Story({ story }: { story: SourceStory }) {
  const { explanation, trace } = story
  return (
    <>
      <SourceHead story={story} />
      <div class="columns">
        <Panel title="What is known of it">
          {explanation === null ? (
            <Empty>Nothing is stored about it: it was neither banned nor part of an incident.</Empty>
          ) : (
            explanation.story.map((sentence) => (
              <p key={sentence} class="sentence-line">
                <RawText wraps>{sentence}</RawText>
              </p>
            ))
          )}
        </Panel>
        <Now story={story} />
      </div>
      <Trace trace={trace} />
      <Panel title="Bans">
        <SourceBans bans={explanation?.bans ?? []} />
      </Panel>
      <Panel title="Incidents">
        <IncidentTable
          caption="Incidents that it was part of"
          rows={explanation?.incidents ?? []}
          empty="It was part of no incident that is kept."
        />
      </Panel>
      {trace.since !== null && (
        <>
          <div class="halves">
            <EndpointTable rows={trace.endpoints} />
            <AgentTable rows={trace.agents} />
          </div>
          <Panel title="Newest lines" note="the newest first; values of queries are left out">
            {trace.lines.length === 0 ? (
              <Empty>No line of it stands at the ends of the logs.</Empty>
            ) : (
              <SampleLines lines={trace.lines} title="As the log has them" />
            )}
          </Panel>
        </>
      )}
    </>
  )
}

function Now({ story: { now, address } }: { story: SourceStory }) {
  return (
    <Panel title="Now" note="the last 60 s">
      {now === null ? (
        <Empty>
          {address.includes('/') && !address.endsWith('/64')
            ? 'Networks are not counted: look at the single sources in it.'
            : 'It sent nothing, or too little to be counted.'}
        </Empty>
      ) : (
        <>
          <FactList
            rows={[
              ['Requests', <strong key="requests">{count(now.requests)}</strong>],
              ['Mean', `${(now.requests / 60).toFixed(1)} requests/s`],
              [
                'Errors',
                now.requests === 0 ? count(now.errors) : `${count(now.errors)}, ${share(now.errors / now.requests)}`,
              ],
            ]}
          />
          {now.why.map((line) => (
            <p key={line} class="sentence-line">
              <RawText wraps>{line}</RawText>
            </p>
          ))}
        </>
      )}
    </Panel>
  )
}

function Trace({ trace }: { trace: SourceStory['trace'] }) {
  return (
    <Panel
      title="What it sent"
      note={
        trace.since !== null && (
          <>
            {plural(trace.requests, 'request')} since <Moment at={trace.since} />, read from the ends of the logs
          </>
        )
      }
    >
      {trace.since === null ? (
        <Empty>The logs could not be looked through: they are no files, or none is followed.</Empty>
      ) : trace.time.length === 0 ? (
        <Empty>Nothing of it stands at the ends of the logs.</Empty>
      ) : (
        <TraceChart trace={trace} />
      )}
    </Panel>
  )
}
