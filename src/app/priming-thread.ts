import { Worker } from 'node:worker_threads'
import type { PrimingJob, PrimingMessage } from './priming-job.ts'

/** Somebody at work on a priming job. */
export interface LessonReading {
  /** Resolves when all was told; rejects when it failed. */
  readonly ended: Promise<void>
  stop(): void
}

/** Has a thread read lessons. Its file lies beside this one, bundled or not. */
export function startThread(job: PrimingJob, hear: (message: PrimingMessage) => void): LessonReading {
  const worker = new Worker(new URL('./priming-worker.js', import.meta.url), {
    workerData: job,
    // Its garbage does not live long: a larger heap would only add to the peak of the process.
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  })
  worker.on('message', hear)
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
  return { ended, stop: () => void worker.terminate() }
}
