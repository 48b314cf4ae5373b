/** `look`: worth a look; `act`: something is done about it, or must be; `good`: confirmed. */
export type Tone = 'plain' | 'good' | 'look' | 'act'

const SHAPE: Readonly<Record<Tone, string>> = { plain: '○', good: '✓', look: '△', act: '■' }

/** A state in words, with a shape beside its colour. */
export function Badge({ tone, children, title }: { tone: Tone; children: string; title?: string }) {
  return (
    <span class={`badge badge-${tone}`} title={title}>
      <span class="badge-shape" aria-hidden="true">
        {SHAPE[tone]}
      </span>
      {children}
    </span>
  )
}
