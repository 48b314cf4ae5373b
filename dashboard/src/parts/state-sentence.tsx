import type { ComponentChildren } from 'preact'
import type { SiteState } from '../../../src/domain/site-frame.ts'
import type { Tone } from './badge.tsx'

const SIGN: Readonly<Record<SiteState, readonly [shape: string, tone: Tone]>> = {
  down: ['■', 'act'],
  blind: ['■', 'act'],
  attack: ['■', 'act'],
  trouble: ['△', 'look'],
  crowd: ['△', 'look'],
  'warming-up': ['○', 'plain'],
  normal: ['✓', 'good'],
}

/** The state of the site in one sentence, before everything else, and what is to be known beside it. */
export function StateSentence({
  state,
  text,
  children,
}: {
  state: SiteState
  text: string
  children: ComponentChildren
}) {
  const [shape, tone] = SIGN[state]
  return (
    <section class="sentence" aria-label="State of the site">
      <h1>
        <span class={`badge-${tone}`} aria-hidden="true">
          {shape}
        </span>{' '}
        {text}
      </h1>
      <p>{children}</p>
    </section>
  )
}
