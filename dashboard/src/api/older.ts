import { useCallback, useState } from 'preact/hooks'
import { type ApiProblem, problemOf } from './api-problem.ts'
import { type Resource, useResource } from './resource.ts'

/** A list whose older rows are asked for when they are wanted. */
export interface OlderList<Row> {
  readonly newest: Resource<readonly Row[]>
  /** All that were had. */
  readonly rows: readonly Row[]
  /** There may be more. */
  readonly hasMore: boolean
  readonly isMoreLoading: boolean
  readonly moreProblem: ApiProblem | null
  readonly loadMore: () => void
}

/**
 * Pages of `size` rows, the newest first. `load` takes the cursor of the oldest row that is there, or undefined for the first page. Rows that come
 * twice are taken once.
 */
export function useOlder<Row>(
  key: string,
  size: number,
  load: (before: string | undefined, signal?: AbortSignal) => Promise<readonly Row[]>,
  { cursor, id, every = 0 }: { cursor: (row: Row) => string; id: (row: Row) => string; every?: number },
): OlderList<Row> {
  const newest = useResource(key, (signal) => load(undefined, signal), every)
  const [older, setOlder] = useState<{ key: string; rows: readonly Row[]; isWhole: boolean }>({
    key,
    rows: [],
    isWhole: false,
  })
  const [isMoreLoading, setLoading] = useState(false)
  const [moreProblem, setProblem] = useState<ApiProblem | null>(null)
  const known = older.key === key ? older : { key, rows: [], isWhole: false }
  const rows = joinPages(newest.value ?? [], known.rows, id)
  const last = rows.at(-1)
  const loadMore = useCallback(() => {
    if (last === undefined) return
    setLoading(true)
    setProblem(null)
    load(cursor(last))
      .then((page) =>
        setOlder({ key, rows: joinPages(known.rows, [...rows, ...page], id), isWhole: page.length < size }),
      )
      .catch((error: unknown) => setProblem(problemOf(error)))
      .finally(() => setLoading(false))
  }, [key, last, known.rows.length])
  const hasMore = rows.length >= size && !known.isWhole
  return { newest, rows, hasMore, isMoreLoading, moreProblem, loadMore }
}

/** Both, those of `first` before the others; each row once. */
export function joinPages<Row>(first: readonly Row[], second: readonly Row[], id: (row: Row) => string): Row[] {
  const seen = new Set<string>()
  return [...first, ...second].filter((row) => {
    const name = id(row)
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}
