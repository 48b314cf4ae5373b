import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { waitUntil } from './wait-until.ts'

/** A shell in a real terminal of tmux, on a server of its own. */
export class Terminal {
  readonly #socket: string

  constructor(folder: string, columns: number, rows: number) {
    this.#socket = join(folder, 'tmux')
    this.#tmux('-u', '-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), 'sh')
    this.#tmux('set-option', '-g', 'window-size', 'manual')
  }

  get screen(): string {
    return this.#tmux('capture-pane', '-p')
  }

  /** Keys as tmux names them; `-l`: the text itself. */
  send(...keys: string[]): void {
    this.#tmux('send-keys', ...keys)
  }

  enter(command: string): void {
    this.send('-l', command)
    this.send('Enter')
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows))
  }

  shows(text: string | RegExp, limit = 15_000): Promise<string> {
    let screen = ''
    return waitUntil(`${text} on the screen`, limit, () => {
      screen = this.screen
      return (typeof text === 'string' ? screen.includes(text) : text.test(screen)) && screen
    }).catch((error) => {
      throw new Error(`${error.message}; it shows:\n${screen}`)
    })
  }

  close(): void {
    this.#tmux('kill-server')
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...args], { encoding: 'utf8' })
  }
}
