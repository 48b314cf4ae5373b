import type { LiveSnapshot } from '../domain/live-snapshot.ts'
import type { Screen } from '../lib/screen.ts'
import { draw } from '../terminal/draw.ts'
import { ScreenDiff } from '../terminal/screen-diff.ts'
import { AT_FIRST, keysIn, press, type ViewState } from '../terminal/view-state.ts'

/** Snapshots on a screen, and the keys of whoever looks at them. */
export class SnapshotScreen {
  readonly #screen: Screen
  readonly #diff = new ScreenDiff()
  #state: ViewState = AT_FIRST
  #snapshot: LiveSnapshot | null = null
  #quit: () => void = () => {}

  constructor(screen: Screen) {
    this.#screen = screen
  }

  /** False while it is paused. */
  get wantsNew(): boolean {
    return !this.#state.paused || this.#snapshot === null
  }

  /** `quit`: what q and Ctrl-C do. */
  open(quit: () => void): void {
    this.#quit = quit
    this.#screen.open(
      (text) => this.#keys(text),
      () => {
        this.#diff.forget()
        this.#draw()
      },
    )
  }

  show(snapshot: LiveSnapshot): void {
    this.#snapshot = snapshot
    this.#draw()
  }

  close(): void {
    this.#screen.close()
  }

  #keys(text: string): void {
    for (const key of keysIn(text)) {
      // Before the first snapshot there is nothing to choose from, but it can be left.
      const next =
        this.#snapshot === null
          ? key === 'q' || key === '\u0003'
            ? 'quit'
            : this.#state
          : press(this.#state, key, this.#snapshot)
      if (next === 'quit') {
        this.#quit()
        return
      }
      this.#state = next
    }
    this.#draw()
  }

  #draw(): void {
    const screen = this.#screen
    if (this.#snapshot === null || screen.isBehind) return
    const out = this.#diff.next(draw(this.#snapshot, screen.columns, screen.rows, this.#state, screen.colours))
    if (out !== '') screen.write(out)
  }
}
