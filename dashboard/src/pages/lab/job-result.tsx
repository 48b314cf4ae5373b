import type { BanView } from '../../../../src/domain/control.ts'
import { ApiProblem } from '../../api/api-problem.ts'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { count, figure, plural } from '../../format/format-number.ts'
import { duration } from '../../format/format-time.ts'
import { FactList } from '../../parts/fact-list.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Panel } from '../../parts/panel.tsx'
import { RawText } from '../../parts/raw-text.tsx'
import { Empty, Failed, Loaded } from '../../parts/states.tsx'
import { Table, type TableColumn } from '../../parts/table.tsx'
import { Moment } from '../../parts/time.tsx'
import { For } from '../bans/ban-history.tsx'
import { IncidentTable } from '../incidents/incident-table.tsx'
import { SourceName } from '../overview/sources-panel.tsx'
import { JobState, labLink } from './job-table.tsx'
import { costWords, goodShare, type LabJob, type LabResult, orderWords } from './lab-words.ts'

const BANS: readonly TableColumn<BanView>[] = [
  { head: 'Source', kind: 'main', cell: ({ address }) => <SourceName address={address} /> },
  { head: 'Would begin', align: 'right', cell: ({ at }) => <Moment at={at} /> },
  {
    head: 'Length',
    align: 'right',
    cell: ({ duration_s }) => (duration_s === null ? 'for good' : duration(duration_s)),
  },
  { head: 'For', cell: (ban) => <For ban={ban} /> },
  { head: 'Why', kind: 'wide', cell: ({ reason }) => <LongText>{reason}</LongText> },
]

/** A job with all that came out; asked for again when its state changes. */
export function useJob(id: string, state: string) {
  return useResource(`${id} ${state}`, (signal) =>
    getJson<LabJob>(`/api/v1/lab/replays/${encodeURIComponent(id)}`, {}, signal),
  )
}

/** What other limits would have done. */
export function JobResult({ listed, id }: { listed: LabJob | undefined; id: string }) {
  const job = useJob(id, listed?.state ?? '')
  return (
    <Loaded of={job} lines={6}>
      {(value) => (
        <section class="page" aria-label="What came out">
          <Panel
            title={orderWords(value)}
            note={value.names?.join(', ')}
            aside={<a href={labLink(undefined, undefined)}>close</a>}
          >
            <Outcome
              job={listed !== undefined && value.result === null ? { ...value, ...listed, result: null } : value}
            />
          </Panel>
          {value.result !== null && <Tables result={value.result} />}
        </section>
      )}
    </Loaded>
  )
}

function Outcome({ job }: { job: LabJob }) {
  const { state, trouble, result } = job
  if (state === 'failed' || trouble !== null)
    return <Failed problem={new ApiProblem(0, 'replay', trouble ?? 'the replay failed', '')} />
  if (state === 'cancelled') return <Empty>It was cancelled before it was done.</Empty>
  if (result === null) return <JobState job={job} />
  const { cost, notes = [] }: LabResult = result
  return (
    <>
      <p class="lab-sentence">{costWords(cost)}</p>
      <FactList
        rows={[
          ['Requests', `${count(cost.requests)} from ${plural(cost.sources, 'source')}`],
          [
            'From … to',
            cost.from === null || cost.to === null ? (
              '–'
            ) : (
              <>
                <Moment at={cost.from} /> – <Moment at={cost.to} />
              </>
            ),
          ],
          ['Good requests lost, at most', `${figure(goodShare(cost) * 100)} %`],
          ['Incidents', count(cost.incidents)],
          ['Lines refused', count(cost.refused_lines)],
          ['Took', cost.elapsed < 1_000 ? `${Math.round(cost.elapsed)} ms` : duration(cost.elapsed / 1_000)],
        ]}
      />
      <p class="quiet small">
        Good: answered below 400 although a ban would have been in force. Some of these are the attack itself, so it is
        the most it can cost, not what it does.
      </p>
      {notes.map((note) => (
        <p key={note}>
          △ <RawText wraps>{note}</RawText>
        </p>
      ))}
    </>
  )
}

function Tables({ result: { cost, bans, incidents } }: { result: LabResult }) {
  return (
    <>
      <Panel
        title={`Who would have been banned (${count(cost.bans)})`}
        note={cost.bans > bans.length ? `the first ${count(bans.length)}` : ''}
      >
        <Table
          caption="Bans of the replay, in the order of the log"
          columns={BANS}
          rows={bans}
          rowKey={({ id }) => id}
          empty="Nobody. If there was an attack in it, try lower limits."
        />
      </Panel>
      <Panel
        title={`Incidents (${count(cost.incidents)})`}
        note={cost.incidents > incidents.length ? `the first ${count(incidents.length)}` : ''}
      >
        <IncidentTable
          caption="Incidents of the replay"
          rows={incidents}
          empty="Nothing out of the ordinary would have been noticed."
          isPlayed
        />
      </Panel>
    </>
  )
}
