/** Text of a log, as it is, on one line; all of it in the title. It only ever becomes a text node. */
export function RawText({ children, wraps = false }: { children: string; wraps?: boolean }) {
  return (
    <span class={wraps ? 'raw raw-wraps' : 'raw'} title={children}>
      {children}
    </span>
  )
}
