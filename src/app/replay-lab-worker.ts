import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { playTask } from './replay-lab-play.ts'

// The thread that replay-lab-thread.ts starts. On Linux a priority is that of a thread, elsewhere of the process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)
playTask(workerData, (message) => parentPort?.postMessage(message))
