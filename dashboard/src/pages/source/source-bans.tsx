import type { ExplainedBan } from '../../../../src/domain/control.ts'
import { duration } from '../../format/format-time.ts'
import { Badge } from '../../parts/badge.tsx'
import { RawText } from '../../parts/raw-text.tsx'
import { Empty } from '../../parts/states.tsx'
import { Countdown, Moment } from '../../parts/time.tsx'
import { incidentLink } from '../../route/links.ts'
import { endWords, For } from '../bans/ban-history.tsx'
import { EvidenceNumbers, SampleLines } from '../incidents/evidence-panel.tsx'
import { natsText, PartsTable } from '../incidents/parts-table.tsx'
import { BanBadge } from '../overview/bans-panel.tsx'

/** Bans of one source, the newest first, each with what it was decided by. */
export function SourceBans({ bans }: { bans: readonly ExplainedBan[] }) {
  if (bans.length === 0) return <Empty>It was not banned, as far as is kept.</Empty>
  return (
    <ol class="stories">
      {bans.map((told) => (
        <li key={told.ban.id} class="story">
          <Ban told={told} />
        </li>
      ))}
    </ol>
  )
}

function Ban({ told: { ban, ended, evidence, recomputed } }: { told: ExplainedBan }) {
  return (
    <>
      <p class="head-line">
        {ended === null ? <BanBadge ban={ban} /> : <Badge tone="plain">over</Badge>}
        <span>
          <Moment at={ban.at} />, {ban.duration_s === null ? 'for good' : `for ${duration(ban.duration_s)}`}
        </span>
        <span>
          <For ban={ban} />
        </span>
        <span class="quiet">
          {ended === null ? (
            <Countdown until={ban.until} />
          ) : (
            <>
              ended <Moment at={ended.at} />: {endWords(ended)}
            </>
          )}
        </span>
        {ban.incident !== null && <a href={incidentLink(ban.incident)}>its incident</a>}
      </p>
      <p class="sentence-line">
        <RawText wraps>{ban.reason}</RawText>
      </p>
      <Recomputed recomputed={recomputed} />
      {evidence !== null && (
        <details>
          <summary>The numbers and lines that it rests on</summary>
          <EvidenceNumbers evidence={evidence} />
          {evidence.parts !== undefined && evidence.parts.length > 0 && (
            <PartsTable parts={evidence.parts} nats={evidence.nats} needed={evidence.needed} />
          )}
          {evidence.lines.length > 0 && <SampleLines lines={evidence.lines} />}
        </details>
      )}
    </>
  )
}

/** Whether the stored numbers lead to the same verdict again. */
function Recomputed({ recomputed }: { recomputed: ExplainedBan['recomputed'] }) {
  if (!recomputed.possible) return <p class="quiet">Not reckoned again: {recomputed.why}.</p>
  const { agrees, nats, kind } = recomputed
  return agrees ? (
    <p>
      <Badge tone="good">the same again</Badge> Reckoned again from the stored numbers, the same verdict comes out:{' '}
      {natsText(nats)} nats for {kind.replaceAll('-', ' ')}.
    </p>
  ) : (
    <p>
      <Badge tone="look">not the same again</Badge> Reckoned again from the stored numbers, {natsText(nats)} nats for{' '}
      {kind.replaceAll('-', ' ')} come out: the rules or limits have changed since.
    </p>
  )
}
