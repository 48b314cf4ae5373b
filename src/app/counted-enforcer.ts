import type { EnforcementMode, Enforcer } from '../domain/enforcement.ts'

/** The same enforcer; `onFailure` is told of each call that failed, before who called it is. */
export function countedEnforcer(
  enforcer: Enforcer,
  onFailure: (backend: EnforcementMode, op: 'apply' | 'read' | 'purge') => void,
): Enforcer {
  const watched = async <T>(op: 'apply' | 'read' | 'purge', call: () => Promise<T>): Promise<T> => {
    try {
      return await call()
    } catch (error) {
      onFailure(enforcer.mode, op)
      throw error
    }
  }
  return {
    mode: enforcer.mode,
    // One of a kernel without sets finds out how little it can hold.
    get capacity() {
      return enforcer.capacity
    },
    expires: enforcer.expires,
    apply: (changes) => watched('apply', () => enforcer.apply(changes)),
    read: () => watched('read', () => enforcer.read()),
    purge: () => watched('purge', () => enforcer.purge()),
  }
}
