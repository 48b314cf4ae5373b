import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { EnforcementListener, EnforcementStatus, Enforcer } from '../../src/domain/enforcement.ts'
import { Reconciler } from '../../src/edge/enforce/reconciler.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemSteadyClock } from '../../src/lib/steady-clock.ts'
import { NetworkPair, runSync } from './network-namespace.ts'

const PORT = 8_080

/** A server side that echoes and a client side that owns many addresses; a firewall on the server side decides what passes. */
export class EnforcedNetwork {
  readonly pair = new NetworkPair()
  readonly #echo: ChildProcess
  readonly #probe: ChildProcess
  readonly #waiting = new Map<number, (answer: string) => void>()
  #next = 0

  constructor() {
    const program = (name: string) => [process.execPath, join(import.meta.dirname, name)]
    this.#echo = this.#start([...this.server, ...program('tcp-echo.mjs'), String(PORT)])
    this.#probe = this.#start([...this.pair.within(this.pair.client), ...program('tcp-probe.mjs')])
    createInterface({ input: this.#probe.stdout! }).on('line', (line) => {
      const { id, answer } = JSON.parse(line)
      this.#waiting.get(id)?.(answer)
      this.#waiting.delete(id)
    })
  }

  /** Command that runs others on the server side. */
  get server(): readonly string[] {
    return this.pair.within(this.pair.server)
  }

  ready(): Promise<void> {
    return new Promise((resolve) => this.#echo.stdout!.once('data', () => resolve()))
  }

  /** `echo`, `silence`, or an error's code, for a new connection from this address. */
  connect(
    from: string,
    options: { readonly wait?: number; readonly keep?: string; readonly port?: number } = {},
  ): Promise<string> {
    const to = from.includes(':') ? NetworkPair.serverAddress6 : NetworkPair.serverAddress
    return this.#ask({ from, to, port: PORT, wait: 400, ...options })
  }

  /** The same for a connection that was kept under this name. */
  ping(name: string, wait = 400): Promise<string> {
    return this.#ask({ ping: name, wait })
  }

  /** Answers by address, asked all at once. */
  async answers(addresses: readonly string[], wait = 400): Promise<Record<string, string>> {
    const all = addresses.map(async (from) => [from, await this.connect(from, { wait })] as const)
    return Object.fromEntries(await Promise.all(all))
  }

  /** Runs a command on the server side. */
  run(command: string, ...args: readonly string[]): string {
    const [first, ...rest] = [...this.server, command, ...args]
    return runSync(first!, rest)
  }

  /** Gives nft a script on the server side; throws when it does not take it. */
  nft(script: string): void {
    const [first, ...rest] = [...this.server, 'nft', '-f', '-']
    const { status, stderr } = spawnSync(first!, rest, { input: script, encoding: 'utf8' })
    if (status !== 0) throw new Error(`nft: ${stderr}`)
  }

  async remove(): Promise<void> {
    for (const process of [this.#echo, this.#probe]) {
      const ended = new Promise((resolve) => process.once('close', resolve))
      process.kill('SIGKILL')
      await ended
    }
    this.pair.remove()
  }

  #start([command, ...args]: readonly string[]): ChildProcess {
    return spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  }

  #ask(question: object): Promise<string> {
    const id = this.#next++
    this.#probe.stdin!.write(`${JSON.stringify({ id, ...question })}\n`)
    return new Promise((resolve) => this.#waiting.set(id, resolve))
  }
}

/** A reconciler on the real clock, and what it told. */
export class LiveEnforcement {
  readonly inForce = new Set<string>()
  readonly states: EnforcementStatus[] = []
  readonly refused = new Map<string, string>()
  readonly reconciler: Reconciler

  constructor(enforcer: Enforcer) {
    const listener: EnforcementListener = {
      inForce: (address) => this.inForce.add(address),
      released: (address) => this.inForce.delete(address),
      refused: (address, why) => this.refused.set(address, why),
      evicted: () => {},
      repaired: () => {},
      changed: (status) => this.states.push(status),
    }
    this.reconciler = new Reconciler({
      enforcer,
      capacity: 100_000,
      clock: systemClock,
      steady: systemSteadyClock,
      listener,
    })
    this.reconciler.start()
  }

  /** `length` in milliseconds. */
  ban(address: string, length: number | null): void {
    const until = length === null ? null : systemClock.now() + length
    this.reconciler.put({ source: { kind: 4, high: 0, low: 0 }, address, until })
  }
}
