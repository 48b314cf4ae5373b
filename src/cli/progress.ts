import type { SingleBar } from 'cli-progress'
import { escapeText } from '../lib/escape-text.ts'
import type { Progress } from '../lib/progress.ts'

/** A bar on standard error when it may be seen; messages in any case. The library is loaded at the first update. */
export class TerminalProgress implements Progress {
  readonly #visible: boolean
  #bar: SingleBar | null = null
  #state: 'idle' | 'loading' | 'shown' | 'stopped' = 'idle'

  constructor(visible: boolean) {
    this.#visible = visible
  }

  update(done: number, total: number, note: string): void {
    if (!this.#visible || total === 0) return
    if (this.#state === 'idle') void this.#start(total)
    else this.#bar?.update(done, { note })
  }

  note(text: string): void {
    const clear = this.#bar === null ? '' : '\r\u001b[K'
    for (const line of text.split('\n')) process.stderr.write(`${clear}breakwater: ${escapeText(line, 2_000)}\n`)
  }

  stop(): void {
    this.#state = 'stopped'
    this.#bar?.stop()
    this.#bar = null
  }

  async #start(total: number): Promise<void> {
    this.#state = 'loading'
    const { default: progress } = await import('cli-progress')
    if (this.#stopped()) return
    this.#state = 'shown'
    // Cursor and line wrap stay on: Ctrl-C ends the process without a chance to bring them back.
    this.#bar = new progress.SingleBar(
      {
        format: '{bar} {percentage} %  {eta_formatted} left  {note}',
        stream: process.stderr,
        clearOnComplete: true,
        hideCursor: false,
        linewrap: true,
      },
      progress.Presets.shades_classic,
    )
    this.#bar.start(total, 0, { note: '' })
  }

  /** Asked after waiting, when the state may have changed. */
  #stopped(): boolean {
    return this.#state === 'stopped'
  }
}
