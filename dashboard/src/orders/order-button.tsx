import { mayWrite, wantsLogin } from '../api/session.ts'
import { type Order, startOrder, whyReadOnly } from './order.ts'

/** Asks for an order. Who may not order is told why, and led to where they can sign in. */
export function OrderButton({
  order,
  children,
  label,
  isSmall = false,
  isMain = false,
}: {
  order: () => Order
  children: string
  /** The whole of it, where the word alone does not say what it is about. */
  label?: string
  isSmall?: boolean
  isMain?: boolean
}) {
  return (
    <button
      type="button"
      class={`button ${isSmall ? 'button-small' : ''} ${isMain ? 'button-main' : ''}`}
      title={whyReadOnly() ?? undefined}
      aria-label={label}
      onClick={() => startOrder(order())}
    >
      {children}
    </button>
  )
}

/** Says beside the buttons of a page why they lead to the sign-in; nothing for an operator. */
export function ReadOnlyNote() {
  if (mayWrite.value) return null
  return (
    <p class="quiet small">
      {whyReadOnly()}{' '}
      <button
        type="button"
        class="button button-small"
        onClick={() => {
          wantsLogin.value = true
        }}
      >
        Sign in
      </button>
    </p>
  )
}
