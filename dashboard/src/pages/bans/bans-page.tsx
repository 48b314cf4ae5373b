import '../pages.css'
import { banOrder } from '../../orders/ban-orders.ts'
import { OrderButton, ReadOnlyNote } from '../../orders/order-button.tsx'
import { address } from '../../route/router.ts'
import { AllowList } from './allow-list.tsx'
import { BansInForce } from './bans-in-force.tsx'
import { EndedBans } from './ended-bans.tsx'
import { ReviewList } from './review-list.tsx'

const VIEWS = [
  ['', 'In force', BansInForce],
  ['ended', 'Ended', EndedBans],
  ['review', 'To review', ReviewList],
  ['allow', 'Never banned', AllowList],
] as const

/** Who is banned, was banned, or never is. */
export function BansPage() {
  const { view = '' } = address.value.query
  const [name, , View] = VIEWS.find(([one]) => one === view) ?? VIEWS[0]
  return (
    <div class="page">
      <div class="head-line">
        <h1 class="page-title">Bans</h1>
        <OrderButton order={() => banOrder(null)} isMain>
          Ban an address
        </OrderButton>
      </div>
      <ReadOnlyNote />
      <nav class="menu" aria-label="Kinds of bans">
        {VIEWS.map(([one, title]) => (
          <a
            key={one}
            href={one === '' ? '/bans' : `/bans?view=${one}`}
            aria-current={one === name ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      <View />
    </div>
  )
}
