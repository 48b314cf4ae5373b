import type { Change, Enforcer, Refusal } from '../../../domain/enforcement.ts'
import { SECOND } from '../../../domain/units.ts'
import { changeMessage, PURGE_MESSAGE } from '../change-message.ts'
import { type FirewallCommand, firewallCommand } from '../firewall-command.ts'

const TIMEOUT = 5 * SECOND

export interface ExecOptions {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[]
  readonly prefix?: readonly string[]
}

/** Runs a program of the operator's for each batch, with JSON on its standard input. Exit code 0 confirms the batch. */
export class Exec implements Enforcer {
  readonly mode = 'exec'
  readonly capacity = 1_000_000
  readonly expires = false
  readonly #command: readonly string[]
  readonly #run: FirewallCommand

  constructor({ command, prefix }: ExecOptions) {
    this.#command = command
    this.#run = firewallCommand(prefix)
  }

  async apply(changes: readonly Change[]): Promise<readonly Refusal[]> {
    await this.#tell(changeMessage(changes))
    return []
  }

  async read(): Promise<null> {
    return null
  }

  purge(): Promise<void> {
    return this.#tell(PURGE_MESSAGE)
  }

  async #tell(message: string): Promise<void> {
    await this.#run(this.#command, { stdin: `${message}\n`, timeout: TIMEOUT })
  }
}
