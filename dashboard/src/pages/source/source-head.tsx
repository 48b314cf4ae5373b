import type { BanView } from '../../../../src/domain/control.ts'
import type { SourceStory } from '../../../../src/domain/site-desk.ts'
import { allowOrder, banOrder, liftOrder } from '../../orders/ban-orders.ts'
import { OrderButton, ReadOnlyNote } from '../../orders/order-button.tsx'
import { prolongOrder } from '../../orders/prolong-order.ts'
import { Badge } from '../../parts/badge.tsx'
import { Countdown } from '../../parts/time.tsx'
import { BanBadge } from '../overview/bans-panel.tsx'
import { SOURCE_STATE } from '../overview/sources-panel.tsx'
import { addressWords } from './address-words.ts'

/** Who it is, what state it is in, and what can be done about it. */
export function SourceHead({ story: { address, now, explanation } }: { story: SourceStory }) {
  const held = explanation?.bans.find(({ ended }) => ended === null)?.ban ?? null
  const protection = explanation?.protection ?? null
  const words = addressWords(address)
  return (
    <section class="page-head" aria-label="The source">
      <h1 class="page-title">{address}</h1>
      {words !== null && <p class="quiet">{words}</p>}
      <p class="head-line">
        {held !== null ? (
          <>
            <BanBadge ban={held} />
            <Countdown until={held.until} />
          </>
        ) : (
          now !== null && <Badge tone={SOURCE_STATE[now.state][0]}>{SOURCE_STATE[now.state][1]}</Badge>
        )}
        {held === null && now === null && <Badge tone="plain">not banned, and silent for the last 60 s</Badge>}
        {protection?.is_protected === true && protection.by !== null && (
          <span>
            Protected: {protection.by.range} stands in <a href="/bans?view=allow">{protection.by.list}</a>, so nothing
            bans it.
          </span>
        )}
      </p>
      {held?.trouble != null && <p class="badge-act">{held.trouble}</p>}
      <Actions address={address} held={held} isProtected={protection?.is_protected === true} />
      <ReadOnlyNote />
    </section>
  )
}

function Actions({ address, held, isProtected }: { address: string; held: BanView | null; isProtected: boolean }) {
  return (
    <p class="head-line">
      {held === null ? (
        <OrderButton order={() => banOrder(address)} isMain={!isProtected}>
          Ban
        </OrderButton>
      ) : (
        <>
          <OrderButton order={() => liftOrder(held)} isMain>
            Lift the ban
          </OrderButton>
          <OrderButton order={() => prolongOrder(held)}>Prolong or shorten</OrderButton>
        </>
      )}
      {!isProtected && <OrderButton order={() => allowOrder(address)}>Never ban it</OrderButton>}
      <a href={`/audit?address=${encodeURIComponent(address)}`}>Audit log of it</a>
    </p>
  )
}
