import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

type Answer = number | boolean | Record<string, number>

/** Requests as a proxy hands them on: from one address, each for the client that X-Forwarded-For names. */
export class ProxyClient {
  readonly #process: ChildProcess
  readonly #waiting: ((answer: Answer) => void)[] = []

  /** `within`: a command that runs it somewhere, such as `ip netns exec NAME`. */
  constructor(within: readonly string[], server: string) {
    const [command, ...args] = [...within, process.execPath, join(import.meta.dirname, 'proxy-client.mjs'), server]
    this.#process = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    createInterface({ input: this.#process.stdout! }).on('line', (line) => this.#waiting.shift()?.(JSON.parse(line)))
  }

  /** So many requests for a client, or for the proxy itself (null); counts of the statuses. */
  send(client: string | null, count: number): Promise<Record<string, number>> {
    return this.#tell({ client, count }) as Promise<Record<string, number>>
  }

  /** The status of one request on a connection of its own. */
  ask(client: string): Promise<number> {
    return this.#tell({ client }) as Promise<number>
  }

  /** The status of one request on the connection that is kept for all clients, which is opened anew when the server has closed it. */
  kept(client: string): Promise<number> {
    return this.#tell({ client, kept: true }) as Promise<number>
  }

  /** Whether the server has closed the connection that is kept. */
  isKeptClosed(): Promise<boolean> {
    return this.#tell({ isClosed: true }) as Promise<boolean>
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('close', resolve))
    this.#process.kill('SIGKILL')
    await ended
  }

  #tell(order: object): Promise<Answer> {
    this.#process.stdin!.write(`${JSON.stringify(order)}\n`)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
