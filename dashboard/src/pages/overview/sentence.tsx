import type { SiteFrame } from '../../../../src/domain/site-frame.ts'
import { PreventedWords, preventedIn } from '../../parts/prevented-words.tsx'
import { StateSentence } from '../../parts/state-sentence.tsx'
import { incidentLink } from '../../route/links.ts'

/** How the site is, what was done, and the way to the incident that it is about. */
export function Sentence({ site }: { site: SiteFrame }) {
  const { state, text, more, incident } = site.site
  return (
    <StateSentence state={state} text={text}>
      {more} {site.enforcement.dropped_packets !== null && <PreventedWords {...preventedIn(site)} />}
      {incident !== null && (
        <>
          {' '}
          <a href={incidentLink(incident)}>Details</a>
        </>
      )}
    </StateSentence>
  )
}
