import { signal } from '@preact/signals'
import { mayWrite, session, wantsLogin } from '../api/session.ts'
import type { Toast } from '../state/toasts.ts'

/** A field of an order beside its reason; its value is always text. */
export type OrderField = { readonly name: string; readonly label: string; readonly hint?: string } & (
  | { readonly type: 'text'; readonly value: string; readonly isRequired: boolean }
  | {
      readonly type: 'choice'
      readonly value: string
      readonly choices: readonly (readonly [value: string, label: string])[]
    }
)

/** Something that a person orders: it asks for a reason, says what will happen, and can mostly be undone. */
export interface Order {
  readonly title: string
  /** What it means, in a sentence or two. */
  readonly meaning: string
  /** The word on the button, such as `Ban`. */
  readonly verb: string
  /** It cuts somebody off. */
  readonly isHarsh: boolean
  readonly fields?: readonly OrderField[]
  readonly reasonLabel?: string
  /** Carries it out; `values` holds the fields. Throws ApiProblem, which is shown. */
  readonly submit: (reason: string, values: Readonly<Record<string, string>>) => Promise<Toast>
}

/** The order that is asked about now. */
export const openOrder = signal<Order | null>(null)

/** Why the reader cannot order anything; null: they can. */
export function whyReadOnly(): string | null {
  if (mayWrite.value) return null
  return session.value?.role === 'viewer'
    ? 'You may look, but not order. Run "breakwater dashboard" on the server for a sign-in link.'
    : 'Sign in first.'
}

/** Asks; who may not order is led to where they can sign in. */
export function startOrder(order: Order): void {
  if (mayWrite.value) openOrder.value = order
  else wantsLogin.value = true
}
