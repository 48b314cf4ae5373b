import type { SiteFrame, SiteState } from '../../../../src/domain/site-frame.ts'
import { plural } from '../../format/format-number.ts'
import type { Tone } from '../../parts/badge.tsx'
import { incidentLink } from '../../route/links.ts'

const SIGN: Readonly<Record<SiteState, readonly [shape: string, tone: Tone]>> = {
  down: ['■', 'act'],
  blind: ['■', 'act'],
  attack: ['■', 'act'],
  trouble: ['△', 'look'],
  crowd: ['△', 'look'],
  'warming-up': ['○', 'plain'],
  normal: ['✓', 'good'],
}

/** The state of the site, before everything else. */
export function Sentence({ site }: { site: SiteFrame }) {
  const { state, text, more, incident } = site.site
  const [shape, tone] = SIGN[state]
  return (
    <section class={`sentence sentence-${tone}`} aria-label="State of the site">
      <h1>
        <span class={`badge-${tone}`} aria-hidden="true">
          {shape}
        </span>{' '}
        {text}
      </h1>
      <p>
        {more} <Prevented site={site} />
        {incident !== null && (
          <>
            {' '}
            <a href={incidentLink(incident)}>Details</a>
          </>
        )}
      </p>
    </section>
  )
}

function Prevented({ site: { prevented, enforcement } }: { site: SiteFrame }) {
  if (prevented.total === 0) return null
  const isObserving = enforcement.state === 'observing'
  return (
    <span class="quiet">
      {plural(prevented.total, 'request')} {isObserving ? 'would have been prevented' : 'prevented'} since the start,{' '}
      {plural(prevented.last_60_s, 'request')} in the last minute.
    </span>
  )
}
