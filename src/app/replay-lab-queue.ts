import type { BanView, IncidentView, Refusal } from '../domain/control.ts'
import type { ReplayJob, ReplayOrder } from '../domain/replay-lab.ts'
import { HOUR, type Milliseconds } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { escapeText } from '../lib/escape-text.ts'
import type { ReplayMessage, ReplayTask } from './replay-lab-job.ts'
import type { ReplayThread, startReplayThread } from './replay-lab-thread.ts'
import { refusal } from './replay-lab-uploads.ts'

/** Jobs that may wait. */
export const MOST_WAITING = 5
/** Jobs that are remembered. */
export const MOST_JOBS = 20
/** A packed file may hold very much: at some time it is enough. */
const LONGEST: Milliseconds = HOUR

interface Entry {
  job: ReplayJob
  readonly task: ReplayTask
  readonly bans: BanView[]
  readonly incidents: IncidentView[]
}

/** Replays one after another, each in a thread of its own. */
export class ReplayQueue {
  readonly #clock: Clock
  readonly #play: typeof startReplayThread
  readonly #entries: Entry[] = []
  #running: { readonly entry: Entry; readonly thread: ReplayThread; readonly cancel: () => void } | null = null
  #last = 0
  #isClosed = false

  constructor(clock: Clock, play: typeof startReplayThread) {
    this.#clock = clock
    this.#play = play
  }

  /** The newest first. */
  jobs(): ReplayJob[] {
    return this.#entries.map(({ job }) => job)
  }

  add(order: ReplayOrder, task: ReplayTask): ReplayJob | Refusal {
    if (this.#isClosed) return refusal('too-many-replays', 'breakwater is ending', 'Order it when it runs again.')
    if (this.#entries.filter(({ job }) => job.state === 'waiting').length >= MOST_WAITING)
      return refusal('too-many-replays', `${MOST_WAITING} replays wait already`, 'Wait for one, or cancel one.')
    const now = this.#clock.now()
    const job: ReplayJob = {
      ...{ id: `${now.toString(36)}-${++this.#last}`, order, started: new Date(now).toISOString() },
      names: task.inputs.map(({ name }) => name),
      ...{ state: 'waiting', progress: 0, trouble: null, result: null },
    }
    const entry = { job, task, bans: [], incidents: [] }
    this.#entries.unshift(entry)
    if (this.#entries.length > MOST_JOBS) this.#forgetOldest()
    this.#next()
    return entry.job
  }

  cancel(id: string): boolean {
    const entry = this.#entries.find(({ job }) => job.id === id)
    if (entry === undefined || !isOpen(entry.job)) return false
    this.#end(entry, { state: 'cancelled' })
    return true
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const { job } of this.#entries) this.cancel(job.id)
    await this.#running?.thread.ended.catch(() => {})
  }

  #forgetOldest(): void {
    const oldest = this.#entries.findLastIndex(({ job }) => !isOpen(job))
    if (oldest >= 0) this.#entries.splice(oldest, 1)
  }

  #next(): void {
    if (this.#running !== null) return
    const entry = this.#entries.findLast(({ job }) => job.state === 'waiting')
    if (entry === undefined) return
    entry.job = { ...entry.job, state: 'running' }
    let thread: ReplayThread
    try {
      thread = this.#play(entry.task, (message) => this.#hear(entry, message))
    } catch (error) {
      this.#fail(entry, error as Error)
      this.#next()
      return
    }
    const cancel = this.#clock.after(LONGEST, () => this.#fail(entry, new Error('it took longer than an hour')))
    this.#running = { entry, thread, cancel }
    thread.ended
      .then(() => this.#fail(entry, new Error('its thread ended too early')))
      .catch((error) => this.#fail(entry, error as Error))
      .finally(() => {
        cancel()
        this.#running = null
        this.#next()
      })
  }

  #hear(entry: Entry, message: ReplayMessage): void {
    const { job, bans, incidents } = entry
    if (job.state !== 'running') return
    if (message.type === 'progress') {
      const progress = Math.min(1, message.done / Math.max(1, message.total))
      entry.job = { ...job, progress: Math.max(job.progress, progress) }
    } else if (message.type === 'bans') bans.push(...message.bans)
    else if (message.type === 'incidents') incidents.push(...message.incidents)
    else if (message.type === 'failed') this.#end(entry, { state: 'failed', trouble: message.trouble })
    else {
      const { cost, notes } = message
      this.#end(entry, { state: 'done', progress: 1, result: { cost, bans, incidents, notes } })
    }
  }

  /** Whatever a thread dies of ends its job and nothing else. */
  #fail(entry: Entry, error: Error): void {
    if (entry.job.state !== 'running') return
    const trouble = `the replay failed: ${escapeText(error.message)}. Detection is not touched; order it again, or run breakwater replay.`
    this.#end(entry, { state: 'failed', trouble })
  }

  #end(entry: Entry, how: Partial<ReplayJob>): void {
    entry.job = { ...entry.job, ...how }
    if (this.#running?.entry === entry) this.#running.thread.stop()
  }
}

function isOpen({ state }: ReplayJob): boolean {
  return state === 'waiting' || state === 'running'
}
