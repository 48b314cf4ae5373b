import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Job, Result } from './job.ts'

/** The machine has two cores, and a large site needs a gigabyte. */
const WORKERS = 2
const WORKER = join(import.meta.dirname, 'worker.ts')
/** Simulated requests live for a moment: with a small young generation half of the time goes into collecting them. */
const FLAGS = ['--max-semi-space-size=128', '--max-old-space-size=6144']

/** Has all jobs done, the first ones first; results in the order of the jobs, whoever was quicker. */
export async function allResults(jobs: readonly Job[], onDone: (job: Job) => void): Promise<readonly Result[]> {
  const results = jobs.map((): readonly Result[] => [])
  let next = 0
  const run = async () => {
    const child = fork(WORKER, { execArgv: [...process.execArgv, ...FLAGS] })
    try {
      while (next < jobs.length) {
        const index = next++
        results[index] = await done(child, jobs[index]!)
        onDone(jobs[index]!)
      }
    } finally {
      child.kill()
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, run))
  return results.flat()
}

function done(child: ChildProcess, job: Job): Promise<readonly Result[]> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a worker ended with ${code} at ${JSON.stringify(job)}`))
    child.once('exit', onExit)
    child.once('message', (results) => {
      child.off('exit', onExit)
      resolve(results as readonly Result[])
    })
    child.send(job)
  })
}
