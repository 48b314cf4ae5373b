import type { EnforcementMode } from '../../../src/domain/enforcement.ts'
import type { ModeOutcome } from '../../../src/domain/site-desk.ts'
import type { EnforcementStatus } from '../../../src/domain/status-report.ts'
import { send } from '../api/client.ts'
import { session } from '../api/session.ts'
import type { Order } from './order.ts'

const MODES: readonly (readonly [value: EnforcementMode, label: string])[] = [
  ['nftables', 'nftables: the firewall of Linux'],
  ['iptables', 'iptables: the older firewall of Linux'],
  ['nginx', 'nginx: a file of addresses to deny'],
  ['webhook', 'webhook: another system is told'],
  ['exec', 'exec: a program is called'],
]

/** From observing to enforcing, or back. */
export function modeOrder({ mode }: EnforcementStatus): Order {
  const isObserving = mode === 'off'
  return {
    title: isObserving ? 'Begin to enforce bans' : 'Observe only',
    meaning: isObserving
      ? 'Sources that would be banned now, and those from now on, are blocked. It holds until the next reload or restart: to keep it, write it into the configuration.'
      : 'Every ban is taken out of the firewall, and nothing is blocked; Breakwater goes on saying whom it would ban. It holds until the next reload or restart.',
    verb: isObserving ? 'Enforce' : 'Observe only',
    isHarsh: isObserving,
    ...(isObserving && {
      fields: [{ type: 'choice' as const, name: 'enforce', label: 'By', value: 'nftables', choices: MODES }],
    }),
    submit: async (reason, { enforce }) => {
      const text = await change((enforce ?? 'off') as EnforcementMode, reason)
      return { text, undo: () => change(mode as EnforcementMode, `undone: ${reason}`.slice(0, 500)) }
    },
  }
}

async function change(enforce: EnforcementMode, reason: string): Promise<string> {
  const body = { enforce, author: session.value?.name ?? 'dashboard', reason }
  const outcome = await send<ModeOutcome>('PUT', '/api/v1/mode', { body })
  const now = 'enforce' in outcome ? outcome.enforce : enforce
  return now === 'off' ? 'Observing: nothing is blocked.' : `Bans are enforced by ${now}.`
}
