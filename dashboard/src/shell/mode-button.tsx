import type { EnforcementStatus } from '../../../src/domain/status-report.ts'
import { modeOrder } from '../orders/mode-order.ts'
import { startOrder, whyReadOnly } from '../orders/order.ts'
import { frame } from '../state/live.ts'

const WORDS: Readonly<Record<EnforcementStatus['state'], readonly [shape: string, tone: string]>> = {
  observing: ['○', 'plain'],
  starting: ['○', 'plain'],
  working: ['✓', 'good'],
  down: ['■', 'act'],
}

/** Whether bans block anything, and the way to change it. */
export function ModeButton() {
  const enforcement = frame.value?.enforcement
  if (enforcement === undefined) return null
  const [shape, tone] = WORDS[enforcement.state]
  return (
    <button
      type="button"
      class={`button mode badge-${tone}`}
      title={whyReadOnly() ?? 'Change what bans do'}
      onClick={() => startOrder(modeOrder(enforcement))}
    >
      <span class="badge-shape" aria-hidden="true">
        {shape}
      </span>
      {modeWords(enforcement)} <span aria-hidden="true">▾</span>
    </button>
  )
}

function modeWords({ state, mode }: EnforcementStatus): string {
  switch (state) {
    case 'observing':
      return 'observing'
    case 'starting':
      return `starting ${mode}`
    case 'working':
      return `enforcing: ${mode}`
    case 'down':
      return `${mode} is down`
  }
}
