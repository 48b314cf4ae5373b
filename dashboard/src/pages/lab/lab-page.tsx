import '../pages.css'
import './lab.css'
import { useEffect, useState } from 'preact/hooks'
import { getJson } from '../../api/client.ts'
import { useResource } from '../../api/resource.ts'
import { ReadOnlyNote } from '../../orders/order-button.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Loaded } from '../../parts/states.tsx'
import { address, changeQuery } from '../../route/router.ts'
import { JobCompare } from './job-compare.tsx'
import { JobResult } from './job-result.tsx'
import { JobTable } from './job-table.tsx'
import { LabForm } from './lab-form.tsx'
import type { LabJob } from './lab-words.ts'

/** Milliseconds between two looks, while one plays and else. */
const [SOON, AGAIN] = [1_000, 15_000]

/** Plays logs with other limits, beside detection: nobody is banned by it. */
export function LabPage() {
  const { job, compare } = address.value.query
  const jobs = useLabJobs()
  const listed = jobs.value?.find(({ id }) => id === job)
  return (
    <div class="page">
      <h1 class="page-title">Replay lab</h1>
      <p class="quiet">
        Play a log with other limits, and see who would have been banned and at what cost. It runs beside detection,
        nobody is banned by it, and nothing is changed.
      </p>
      <ReadOnlyNote />
      <LabForm
        onStarted={(started) => {
          jobs.reload()
          changeQuery({ job: started.id, compare: undefined })
        }}
      />
      <Panel
        title="Replays"
        note={job === undefined ? 'the last 20' : 'the last 20; choose another one to compare with'}
      >
        <Loaded of={jobs} lines={3}>
          {(rows) => <JobTable jobs={rows} reload={jobs.reload} />}
        </Loaded>
      </Panel>
      {job !== undefined && compare !== undefined && (
        <JobCompare key={`${job} ${compare}`} first={job} second={compare} />
      )}
      {job !== undefined && compare === undefined && <JobResult key={job} id={job} listed={listed} />}
    </div>
  )
}

function useLabJobs() {
  const [every, setEvery] = useState(AGAIN)
  const jobs = useResource('jobs', (signal) => getJson<readonly LabJob[]>('/api/v1/lab/replays', {}, signal), every)
  const isBusy = jobs.value?.some(({ state }) => state === 'running' || state === 'waiting') === true
  useEffect(() => setEvery(isBusy ? SOON : AGAIN), [isBusy])
  return jobs
}
