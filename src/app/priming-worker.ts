import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../lib/clock.ts'
import { readLessons } from './priming-lessons.ts'

// The thread that priming-thread.ts starts.
readLessons(
  workerData,
  () => systemClock.now(),
  (message) => parentPort?.postMessage(message),
)
