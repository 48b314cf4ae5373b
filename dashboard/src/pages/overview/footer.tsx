import type { SiteFrame } from '../../../../src/domain/site-frame.ts'
import { bytes, count, figure, NOTHING } from '../../format/format-number.ts'
import { duration } from '../../format/format-time.ts'
import { BaselineFacts, Fact, Facts, MachineFacts } from '../../parts/facts.tsx'
import { preventedIn, preventedWords } from '../../parts/prevented-words.tsx'

/** What the judgement rests on, and how the machine and Breakwater are. */
export function Footer({ site }: { site: SiteFrame }) {
  const { lag, learning, silence_s } = site
  return (
    <Facts>
      <BaselineFacts baselines={site.baselines} />
      {learning !== null && (
        <Fact name="Learning">
          {learning.minutes} of {learning.of} minutes
        </Fact>
      )}
      <Fact name="Last line">{silence_s === null ? NOTHING : `${duration(silence_s)} ago`}</Fact>
      <Fact name="Lag">
        {figure(lag.seconds)} s · {bytes(lag.bytes)}
      </Fact>
      <Fact name="Lines">
        {count(site.lines)} · {count(site.refused_lines)} refused
      </Fact>
      <Fact name="Since the start">{preventedWords(preventedIn(site))}</Fact>
      <Fact name="Profile">{site.profile}</Fact>
      <MachineFacts host={site.host} own={site.own} name={`Breakwater ${site.version}`} />
    </Facts>
  )
}
