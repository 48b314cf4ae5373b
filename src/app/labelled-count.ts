import type { Sample } from '../domain/metric-family.ts'

/** A count for each combination of labels that occurred. */
export class LabelledCount<Label extends string> {
  readonly #samples = new Map<string, { readonly labels: Readonly<Record<Label, string>>; value: number }>()

  add(labels: Readonly<Record<Label, string>>, by = 1): void {
    const key = JSON.stringify(labels)
    const known = this.#samples.get(key)
    if (known === undefined) this.#samples.set(key, { labels, value: by })
    else known.value += by
  }

  samples(): Sample<Label>[] {
    return [...this.#samples.values()].map(({ labels, value }) => ({ labels, value }))
  }
}
