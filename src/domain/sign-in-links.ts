import type { Seconds } from './units.ts'

/** Links to the dashboard that sign in whoever opens them first. */
export interface SignInLinks {
  /** `author`: who asks for it, and signs in by it. */
  make(author: string): { readonly url: string; readonly expires_s: Seconds }
}
