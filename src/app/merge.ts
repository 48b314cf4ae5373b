import type { LogSink } from '../domain/ports.ts'
import type { BatchQueue } from './batch-queue.ts'

/** One input of the merge: `fill` reads a chunk into the queue and is false at the end of the series. */
export interface MergeInput {
  readonly queue: BatchQueue
  fill(): boolean | Promise<boolean>
}

/** Merges series by time, ties by their order. Lines within a series keep their order. */
export async function mergeByTime(inputs: readonly MergeInput[], sink: LogSink): Promise<void> {
  const open: MergeInput[] = []
  for (const input of inputs) if (await refill(input, sink)) open.push(input)
  while (open.length > 0) {
    let first = 0
    for (let i = 1; i < open.length; i++) if (open[i]!.queue.headTime < open[first]!.queue.headTime) first = i
    let until = Number.POSITIVE_INFINITY
    let strictly = false
    for (let i = 0; i < open.length; i++) {
      if (i !== first && open[i]!.queue.headTime < until) {
        until = open[i]!.queue.headTime
        strictly = i < first
      }
    }
    open[first]!.queue.drain(sink, until, strictly)
    if (open[first]!.queue.isEmpty && !(await refill(open[first]!, sink))) open.splice(first, 1)
  }
}

async function refill(input: MergeInput, sink: LogSink): Promise<boolean> {
  while (input.queue.isEmpty) {
    const filled = input.fill()
    const more = typeof filled === 'boolean' ? filled : await filled
    input.queue.passLeading(sink)
    if (!more) return !input.queue.isEmpty
  }
  return true
}
