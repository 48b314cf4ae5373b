import type { Ban } from '../../domain/ban.ts'

/** Bans that end, the next one first: by `until`, then by address in code-unit order. A binary heap: O(log n) each. */
export class ExpiryQueue {
  readonly #heap: Ban[] = []

  peek(): Ban | undefined {
    return this.#heap[0]
  }

  /** A permanent ban is not taken. */
  push(ban: Ban): void {
    if (ban.until === null) return
    const heap = this.#heap
    let at = heap.push(ban) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!endsBefore(ban, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = ban
  }

  pop(): Ban | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && endsBefore(heap[child + 1]!, heap[child]!)) child++
      if (!endsBefore(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return first
  }

  clear(): void {
    this.#heap.length = 0
  }
}

function endsBefore(a: Ban, b: Ban): boolean {
  return a.until! < b.until! || (a.until === b.until && a.address < b.address)
}
