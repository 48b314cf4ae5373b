import { computed, signal } from '@preact/signals'

export type Role = 'operator' | 'viewer' | 'public' | 'nobody'

/** Who looks at the page, and how one may sign in. */
export interface Session {
  readonly role: Role
  readonly name: string | null
  /** Goes with every write. */
  readonly token: string | null
  readonly ways: readonly ('password' | 'token' | 'link')[]
  readonly version: string
}

/** null until it was asked for. */
export const session = signal<Session | null>(null)

export const mayWrite = computed(() => session.value?.role === 'operator')

/** The reader wants to sign in although the page can be seen without. */
export const wantsLogin = signal(false)

/** The server no longer knows us: it was restarted, or the time is over. */
export function loseSession(): void {
  const known = session.value
  if (known !== null && known.role !== 'nobody') session.value = { ...known, role: 'nobody', name: null, token: null }
}
