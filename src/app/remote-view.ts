import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import { SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { Screen } from '../lib/screen.ts'
import { SnapshotScreen } from './snapshot-screen.ts'

/**
 * Shows what another process sees, once a second, until q or Ctrl-C. `read` asks that process. Rejects with what `read` throws,
 * when the screen was given back.
 */
export async function showRemote(read: () => Promise<LiveSnapshot>, screen: Screen, clock: Clock): Promise<void> {
  // Whoever cannot be reached is told of before the screen is taken.
  const first = await read()
  const view = new SnapshotScreen(screen)
  let cancel = () => {}
  try {
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        const shown = view.wantsNew ? read().then((snapshot) => view.show(snapshot)) : Promise.resolve()
        shown.then(() => {
          cancel = clock.after(SECOND - (clock.now() % SECOND), turn)
        }, reject)
      }
      view.open(resolve)
      view.show(first)
      cancel = clock.after(SECOND - (clock.now() % SECOND), turn)
    })
  } finally {
    cancel()
    view.close()
  }
}
