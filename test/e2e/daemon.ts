import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { waitUntil } from './wait-until.ts'

export const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js')

/** `breakwater run` as a real process. `within`: a command that runs it somewhere, such as `ip netns exec NAME`. */
export class Daemon {
  readonly process: ChildProcess
  #out = ''
  /** When it last printed something, by performance.now(). */
  printedAt = 0
  #err = ''
  readonly #ended: Promise<number | null>
  readonly #exited: Promise<number | null>

  constructor(args: readonly string[], within: readonly string[] = []) {
    const [command, ...rest] = [...within, process.execPath, MAIN, 'run', ...args]
    this.process = spawn(command!, rest, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.process.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text
      this.printedAt = performance.now()
    })
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text
    })
    this.#ended = new Promise((resolve) => this.process.once('close', resolve))
    this.#exited = new Promise((resolve) => this.process.once('exit', resolve))
  }

  /** Lines of JSON so far. */
  get events(): Record<string, unknown>[] {
    return this.#out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  }

  get messages(): string {
    return this.#err
  }

  event(
    what: string,
    limit: number,
    matches: (event: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>> {
    return waitUntil(`${what}; messages: ${this.#err}`, limit, () => this.events.find(matches))
  }

  message(text: string, limit = 5_000): Promise<boolean> {
    return waitUntil(`the message "${text}"`, limit, () => this.#err.includes(text)).catch((error) => {
      throw new Error(`${error.message}; it said: ${this.#err}`)
    })
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name)
  }

  /** Asks it to end and gives its exit code. */
  stop(): Promise<number | null> {
    this.signal('SIGTERM')
    return this.#ended
  }

  /** The same, without waiting for its output to be read. */
  exit(): Promise<number | null> {
    this.signal('SIGTERM')
    return this.#exited
  }

  get ended(): Promise<number | null> {
    return this.#ended
  }
}
