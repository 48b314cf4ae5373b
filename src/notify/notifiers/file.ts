import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Message } from '../../domain/message.ts'
import { escapeJson } from '../../lib/escape-text.ts'
import type { Delivery, Notifier } from '../notifier.ts'
import { plainMessage } from '../templates/plain-message.ts'

export interface FileOptions {
  readonly type: 'file'
  readonly path: string
}

const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW, O_NONBLOCK } = constants

/** Appends each message as one line of JSON; mode 0640. Opened anew for each, so that rotation needs no signal; never through a link. */
export class File implements Notifier {
  readonly #path: string

  constructor({ path }: FileOptions) {
    this.#path = path
  }

  async send(message: Message): Promise<Delivery> {
    try {
      const file = await open(this.#path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o640)
      try {
        await file.appendFile(`${escapeJson(JSON.stringify(plainMessage(message)))}\n`)
      } finally {
        await file.close()
      }
      return { outcome: 'sent', answer: `one line was appended to ${this.#path}` }
    } catch (error) {
      return {
        outcome: 'later',
        why: `${this.#path}: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`,
        after: null,
      }
    }
  }
}
