import type { OlderList } from '../api/older.ts'
import { Failed } from './states.tsx'

/** The way to older rows. */
export function MoreButton<Row>({ of, end }: { of: OlderList<Row>; end: string }) {
  const { rows, hasMore, isMoreLoading, moreProblem, loadMore } = of
  if (rows.length === 0) return null
  if (moreProblem !== null) return <Failed problem={moreProblem} retry={loadMore} />
  return (
    <p class="more">
      {hasMore ? (
        <button type="button" class="button" disabled={isMoreLoading} onClick={loadMore}>
          {isMoreLoading ? 'Loading' : 'Show older'}
        </button>
      ) : (
        <span class="quiet small">{end}</span>
      )}
    </p>
  )
}
