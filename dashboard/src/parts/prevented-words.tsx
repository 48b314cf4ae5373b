import type { SiteFrame } from '../../../src/domain/site-frame.ts'
import { plural } from '../format/format-number.ts'

/** How many requests of banned sources did no harm, or would have done none. */
export function PreventedWords({
  prevented,
  isObserving,
}: {
  prevented: SiteFrame['prevented']
  isObserving: boolean
}) {
  if (prevented.total === 0) return <span class="quiet">Nothing had to be prevented since the start.</span>
  return (
    <span class="quiet">
      {plural(prevented.total, 'request')} {isObserving ? 'would have been prevented' : 'prevented'} since the start,{' '}
      {plural(prevented.last_60_s, 'request')} in the last minute.
    </span>
  )
}
