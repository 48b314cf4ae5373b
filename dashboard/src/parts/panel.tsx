import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

/** A part of a page with a heading of its own. `aside` stands at the right of the heading. */
export function Panel({
  title,
  note,
  aside,
  className = '',
  children,
}: {
  title: string
  note?: ComponentChildren
  aside?: ComponentChildren
  className?: string
  children: ComponentChildren
}) {
  const id = useId()
  return (
    <section class={`panel ${className}`} aria-labelledby={id}>
      <header class="panel-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span class="quiet">{note}</span>}
        {aside !== undefined && <div class="panel-aside">{aside}</div>}
      </header>
      {children}
    </section>
  )
}
