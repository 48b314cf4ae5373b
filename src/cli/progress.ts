import type { SingleBar } from 'cli-progress'
import { escapeText } from '../lib/escape-text.ts'
import type { Progress } from '../lib/progress.ts'

/** A bar on standard error when that is a terminal; messages in any case. */
export class TerminalProgress implements Progress {
  readonly #visible = process.stderr.isTTY === true
  #bar: SingleBar | null = null
  #loading = false

  update(done: number, total: number, note: string): void {
    if (!this.#visible || total === 0) return
    if (this.#bar === null) void this.#start(total)
    else this.#bar.update(done, { note })
  }

  note(text: string): void {
    const clear = this.#bar === null ? '' : '\r\u001b[K'
    for (const line of text.split('\n')) process.stderr.write(`${clear}breakwater: ${escapeText(line, 2_000)}\n`)
  }

  stop(): void {
    this.#bar?.stop()
    this.#bar = null
    this.#loading = true
  }

  async #start(total: number): Promise<void> {
    if (this.#loading) return
    this.#loading = true
    const { default: progress } = await import('cli-progress')
    const format = '{bar} {percentage} %  {eta_formatted} left  {note}'
    this.#bar = new progress.SingleBar(
      { format, stream: process.stderr, clearOnComplete: true, hideCursor: true },
      progress.Presets.shades_classic,
    )
    this.#bar.start(total, 0, { note: '' })
  }
}
