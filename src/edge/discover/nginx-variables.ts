import type { Directive } from './nginx-syntax.ts'

const MOST_VALUES = 64
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g
/** Words in a block that are parameters of it, not values. */
const PARAMETERS = ['hostnames', 'volatile', 'ranges', 'delete', 'proxy']

/** What variables can be as far as the configuration says it: by `map`, `split_clients`, `geo` and `set`. */
export class NginxVariables {
  readonly #values = new Map<string, Set<string>>()
  readonly #resolved = new Map<string, readonly string[]>()

  constructor(directives: readonly Directive[]) {
    this.#collect(directives)
  }

  /** All that a text can become; a `*` stands for what depends on the request. */
  resolve(text: string): readonly string[] {
    let all: readonly string[] = ['']
    let from = 0
    for (const found of text.matchAll(VARIABLE)) {
      const before = text.slice(from, found.index)
      from = found.index + found[0].length
      all = combine(
        all,
        this.#valuesOf(found[1] ?? found[2]!).map((value) => before + value),
      )
    }
    return combine(all, [text.slice(from)])
  }

  #valuesOf(name: string): readonly string[] {
    const known = this.#resolved.get(name)
    if (known !== undefined) return known
    // Stands while its values are looked at, so that a variable made of itself ends.
    this.#resolved.set(name, ['*'])
    const raw = this.#values.get(name)
    if (raw === undefined) return ['*']
    const values = [...new Set([...raw].slice(0, MOST_VALUES).flatMap((value) => this.resolve(value)))]
    const some = values.slice(0, MOST_VALUES)
    this.#resolved.set(name, some)
    return some
  }

  #collect(directives: readonly Directive[]): void {
    for (const { name, args, block } of directives) {
      const variable = args.at(name === 'set' ? 0 : -1)?.match(/^\$(\w+)$/)?.[1]
      if (name === 'set' && variable !== undefined && args.length === 2) this.#add(variable, args[1]!)
      else if (/^(map|split_clients|geo)$/.test(name) && variable !== undefined) {
        // Without a default a map gives the empty text, which names no file.
        for (const entry of block ?? [])
          if (entry.args.length === 1 && !PARAMETERS.includes(entry.name)) this.#add(variable, entry.args[0]!)
      } else if (block !== null) this.#collect(block)
    }
  }

  #add(variable: string, value: string): void {
    const values = this.#values.get(variable) ?? new Set()
    this.#values.set(variable, values.add(value))
  }
}

function combine(starts: readonly string[], ends: readonly string[]): string[] {
  const all = new Set(starts.flatMap((start) => ends.map((end) => start + end)))
  return [...all].slice(0, MOST_VALUES)
}
