import { writeSync } from 'node:fs'
import type { Screen } from '../lib/screen.ts'

/** The other screen of xterm, without a cursor; and back. */
const TAKE = '\u001b[?1049h\u001b[?25l'
const GIVE_BACK = '\u001b[0m\u001b[?25h\u001b[?1049l'

/** The terminal of this process. Gives it back however the process ends. */
export class TerminalScreen implements Screen {
  readonly colours = (process.env.NO_COLOR ?? '') === ''
  #isOpen = false
  #onKeys: (text: string) => void = () => {}
  #onResize: () => void = () => {}
  readonly #close = () => this.close()
  readonly #takeKeys = (text: string) => this.#onKeys(text)
  readonly #resize = () => this.#onResize()

  /** Whether there is a terminal that can be drawn on. */
  static isThere(): boolean {
    return process.stdout.isTTY === true && process.env.TERM !== undefined && process.env.TERM !== 'dumb'
  }

  get columns(): number {
    return process.stdout.columns || 80
  }

  get rows(): number {
    return process.stdout.rows || 24
  }

  get isBehind(): boolean {
    return process.stdout.writableNeedDrain
  }

  open(onKeys: (text: string) => void, onResize: () => void): void {
    this.#isOpen = true
    this.#onKeys = onKeys
    this.#onResize = onResize
    process.on('exit', this.#close)
    // Before Node tells of the exception: on the other screen nobody would read it.
    process.on('uncaughtExceptionMonitor', this.#close)
    process.stdout.on('resize', this.#resize)
    if (process.stdin.isTTY === true) {
      process.stdin.setRawMode(true)
      process.stdin.setEncoding('utf8').on('data', this.#takeKeys).resume()
    }
    process.stdout.write(TAKE)
  }

  write(text: string): void {
    process.stdout.write(text)
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    process.off('exit', this.#close)
    process.off('uncaughtExceptionMonitor', this.#close)
    process.stdout.off('resize', this.#resize)
    if (process.stdin.isTTY === true) {
      process.stdin.off('data', this.#takeKeys).pause()
      process.stdin.setRawMode(false)
    }
    try {
      writeSync(1, GIVE_BACK)
    } catch {
      // The terminal has gone: nothing is left to give back.
    }
  }
}
