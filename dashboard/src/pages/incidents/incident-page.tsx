import '../pages.css'
import type { IncidentStory, StoryMoment } from '../../../../src/domain/site-desk.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { clockTime, duration, epochSeconds, fullTime, shortTime } from '../../format/format-time.ts'
import { acknowledgeOrder } from '../../orders/acknowledge-order.ts'
import { OrderButton, ReadOnlyNote } from '../../orders/order-button.tsx'
import { useAfterOrders } from '../../orders/use-after-orders.ts'
import { Panel } from '../../parts/panel.tsx'
import { RawText } from '../../parts/raw-text.tsx'
import { Loaded } from '../../parts/states.tsx'
import { Moment } from '../../parts/time.tsx'
import type { PageProps } from '../../route/routes.ts'
import { BanHistory } from '../bans/ban-history.tsx'
import { kindWords } from '../overview/incidents-panel.tsx'
import { SourceName } from '../overview/sources-panel.tsx'
import { EvidencePanel } from './evidence-panel.tsx'
import { IncidentChart } from './incident-chart.tsx'
import { IncidentState } from './incident-table.tsx'
import { Severity } from './severity.tsx'

const AGAIN = 5_000

/** One incident: how it went, on what evidence, and what was done. */
export function IncidentPage({ params }: PageProps) {
  const id = params.id ?? ''
  const story = useResource(
    id,
    (signal) => getJson<IncidentStory>(`/api/v1/incidents/${encodeURIComponent(id)}`, {}, signal),
    AGAIN,
  )
  useAfterOrders(story.reload)
  return (
    <div class="page">
      <p class="crumbs">
        <a href="/incidents">All incidents</a>
      </p>
      {story.value === null && <h1 class="page-title">Incident</h1>}
      <Loaded of={story} lines={10}>
        {(value) => (
          <>
            <Head story={value} />
            <div class="columns">
              <EvidencePanel
                words={value.words.filter((sentence) => sentence !== value.incident.reason)}
                evidence={value.evidence}
              />
              <div class="column">
                <Panel title="Timeline">
                  <Timeline moments={value.timeline} />
                </Panel>
              </div>
            </div>
            <IncidentChart story={value} />
            <Panel title="What was done" note={doneWords(value)}>
              <BanHistory
                caption="Bans that belong to this incident"
                bans={value.bans}
                empty="Nobody was banned for it: the evidence points at no single source, or does not reach what a ban needs."
              />
            </Panel>
          </>
        )}
      </Loaded>
    </div>
  )
}

function Head({ story: { incident, acknowledged } }: { story: IncidentStory }) {
  const { kind, subject, since, resolved_at, severity, reason } = incident
  const isSource = /^[\da-f:.]+(\/\d+)?$/i.test(subject) && /[.:]/.test(subject)
  return (
    <section class="page-head" aria-label="The incident in a sentence">
      <p class="head-line">
        <IncidentState incident={{ ...incident, acknowledged }} />
        <Severity value={severity} />
        <span>
          {kindWords(kind)}
          {subject !== 'site' && (
            <> of {isSource ? <SourceName address={subject} /> : <RawText wraps>{subject}</RawText>}</>
          )}
        </span>
        <span class="quiet">
          since <Moment at={since} />
          {resolved_at !== null && (
            <>
              {' '}
              until <Moment at={resolved_at} />, {duration(epochSeconds(resolved_at) - epochSeconds(since))}
            </>
          )}
        </span>
      </p>
      <h1 class="page-title">
        <RawText wraps>{reason}</RawText>
      </h1>
      {acknowledged !== null && (
        <p>
          ✓ {acknowledged.author} looked at it, <Moment at={acknowledged.at} />:{' '}
          <RawText wraps>{acknowledged.reason}</RawText>
        </p>
      )}
      <p class="head-line">
        <OrderButton order={() => acknowledgeOrder(incident.id)} isMain={acknowledged === null && resolved_at === null}>
          {acknowledged === null ? 'Mark as looked at' : 'Mark again'}
        </OrderButton>
      </p>
      <ReadOnlyNote />
    </section>
  )
}

const SHAPE: Readonly<Record<StoryMoment['what'], string>> = {
  opened: '△',
  worse: '■',
  resolved: '✓',
  ban: '■',
  unban: '□',
  acknowledged: '✓',
  note: '○',
}

function Timeline({ moments }: { moments: readonly StoryMoment[] }) {
  return (
    <ol class="timeline">
      {moments.map(({ at, what, text }, index) => (
        <li key={`${index} ${at}`}>
          <time dateTime={at} title={fullTime(at)}>
            {shortTime(at).length > 5 ? shortTime(at) : clockTime(at)}
          </time>
          <span class={`timeline-${what}`} aria-hidden="true">
            {SHAPE[what]}
          </span>
          <RawText wraps>{text}</RawText>
        </li>
      ))}
    </ol>
  )
}

function doneWords({ bans }: IncidentStory): string {
  if (bans.length === 0) return ''
  const held = bans.filter(({ ended }) => ended === null).length
  return `${bans.length === 1 ? '1 ban' : `${bans.length} bans`}, ${held} not over`
}
