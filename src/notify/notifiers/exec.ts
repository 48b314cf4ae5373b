import type { Message } from '../../domain/message.ts'
import { escapeText } from '../../lib/escape-text.ts'
import { CommandError, runCommand } from '../../lib/run-command.ts'
import { type Delivery, LONGEST_ANSWER, type Notifier } from '../notifier.ts'
import { plainMessage } from '../templates/plain-message.ts'

export interface ExecOptions {
  readonly type: 'exec'
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[]
  readonly timeout: number
}

/** Runs a program of the operator's with the message as JSON on its standard input: nothing of it stands in an argument. 0 means delivered. */
export class Exec implements Notifier {
  readonly #options: ExecOptions

  constructor(options: ExecOptions) {
    this.#options = options
  }

  async send(message: Message): Promise<Delivery> {
    const { command, timeout } = this.#options
    try {
      const said = await runCommand(command, {
        stdin: `${JSON.stringify(plainMessage(message))}\n`,
        timeout,
        maxOutput: 65_536,
      })
      return {
        outcome: 'sent',
        answer: `${command[0]} ended with 0${said === '' ? '' : `: ${escapeText(said.trim(), LONGEST_ANSWER)}`}`,
      }
    } catch (error) {
      const why = error instanceof CommandError ? error.message : `${command[0]} failed`
      return { outcome: 'later', why: escapeText(why, LONGEST_ANSWER), after: null }
    }
  }
}
