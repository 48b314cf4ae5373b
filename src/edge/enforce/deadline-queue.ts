/** Names by the time at which they are due, the next one first. A binary heap: O(log n) each. */
export class DeadlineQueue {
  readonly #heap: { readonly at: number; readonly name: string }[] = []

  /** When the next is due; Infinity when none is. */
  get next(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY
  }

  push(at: number, name: string): void {
    const heap = this.#heap
    const item = { at, name }
    let place = heap.push(item) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (heap[parent]!.at <= at) break
      heap[place] = heap[parent]!
      place = parent
    }
    heap[place] = item
  }

  /** Takes the next one out. */
  pop(): string | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first?.name
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++
      if (heap[child]!.at >= last.at) break
      heap[place] = heap[child]!
      place = child
    }
    heap[place] = last
    return first.name
  }
}
