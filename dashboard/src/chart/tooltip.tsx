import { useRef } from 'preact/hooks'

/** Words beside the pointer, on the side where there is room. Only the chart that the pointer is in shows it. */
export function Tooltip({ left, lines }: { left: number; lines: readonly string[] }) {
  const self = useRef<HTMLDivElement>(null)
  const width = self.current?.parentElement?.clientWidth ?? 0
  const isRight = width > 0 && left + 56 > width / 2
  return (
    <div
      ref={self}
      class={`tooltip ${isRight ? 'tooltip-left' : ''}`}
      style={isRight ? { right: `${width - left - 56 + 12}px` } : { left: `${left + 56 + 12}px` }}
      aria-hidden="true"
    >
      {lines.map((line, index) => (
        <p key={line} class={index === 0 ? 'quiet' : ''}>
          {line}
        </p>
      ))}
    </div>
  )
}
