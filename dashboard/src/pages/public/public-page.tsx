import { publicFrame } from '../../state/live.ts'

/** What everybody may see. */
export function PublicPage() {
  return <main class="alone">{publicFrame.value?.text ?? 'Connecting'}</main>
}
