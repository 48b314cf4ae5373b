import type { SiteFrame } from '../../../src/domain/site-frame.ts'
import { plural } from '../format/format-number.ts'

/** How many requests of banned sources did no harm, or would have done none; nothing while there are none. */
export function PreventedWords({
  prevented,
  isObserving,
}: {
  prevented: SiteFrame['prevented']
  isObserving: boolean
}) {
  if (prevented.total === 0) return null
  return (
    <span class="quiet">
      {plural(prevented.total, 'request')} {isObserving ? 'would have been prevented' : 'prevented'} since the start,{' '}
      {plural(prevented.last_60_s, 'request')} in the last minute.
    </span>
  )
}
