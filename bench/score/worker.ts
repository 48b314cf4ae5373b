import { type Job, type Result, work } from './job.ts'

/** Does one job after another for the process that started it. */
process.on('message', (job: Job) => {
  const results: Result[] = []
  work(job, (result) => results.push(result))
  process.send!(results)
})
