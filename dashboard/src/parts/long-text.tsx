import { RawText } from './raw-text.tsx'

/** Text of a log in a list: its first three lines, all of it in the title. It only ever becomes a text node. */
export function LongText({ children }: { children: string }) {
  return (
    <span class="clamp">
      <RawText wraps>{children}</RawText>
    </span>
  )
}
