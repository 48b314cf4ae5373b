import { Worker } from 'node:worker_threads'
import type { ReplayMessage, ReplayTask } from './replay-lab-job.ts'

/** Heap of the thread, MiB; tables of sources lie beside it. A replay that wants more fails, and nothing else does. */
const HEAP = 512

/** A thread at work on a replay. */
export interface ReplayThread {
  /** Resolves when the thread is gone; rejects with what it died of. */
  readonly ended: Promise<void>
  /** Ends it at once. */
  stop(): void
}

const FILE = new URL('./replay-lab-worker.js', import.meta.url)

/** Has a thread play a task. Its file lies beside this one when bundled. */
export function startReplayThread(task: ReplayTask, hear: (message: ReplayMessage) => void, file = FILE): ReplayThread {
  const worker = new Worker(file, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP, maxYoungGenerationSizeMb: 16 },
  })
  worker.on('message', hear)
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new Error(`it took more than ${HEAP} MiB of memory; play a shorter log`, { cause: error })
          : error,
      ),
    )
    worker.once('exit', () => resolve())
  })
  return { ended, stop: () => void worker.terminate() }
}
