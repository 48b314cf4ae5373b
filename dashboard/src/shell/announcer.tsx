import { useEffect, useState } from 'preact/hooks'
import { frame, live } from '../state/live.ts'

/** Reads changes of state aloud, and nothing that changes each second. */
export function Announcer() {
  const [text, setText] = useState('')
  const site = frame.value?.site.state ?? null
  const { state } = live.value
  useEffect(() => {
    if (site !== null) setText(frame.value!.site.text)
  }, [site])
  useEffect(() => {
    if (state === 'disconnected') setText('Connection lost; the last values are shown.')
    else if (state === 'live')
      setText((before) => (before === '' ? '' : before.startsWith('Connection') ? 'Connected again.' : before))
  }, [state])
  return (
    <div class="visually-hidden" role="status">
      {text}
    </div>
  )
}
