import { createInterface, type Interface } from 'node:readline/promises'
import { type Readable, Writable } from 'node:stream'
import { askUntilRight, type Question, SetupEnded, type SetupTalk } from '../app/setup/setup-talk.ts'
import { escapeText } from '../lib/escape-text.ts'

const LONGEST = 2_000

/** Speaks with a person by lines. Ctrl-C, Ctrl-D and the end of the input end it. */
export class TerminalTalk implements SetupTalk {
  readonly #out: Writable
  readonly #lines: Interface
  readonly #ended = new AbortController()
  #isMuted = false

  constructor(input: Readable, out: Writable, terminal: boolean) {
    this.#out = out
    const shown = new Writable({
      write: (chunk, _encoding, done) => {
        if (!this.#isMuted) out.write(chunk)
        done()
      },
    })
    this.#lines = createInterface({ input, output: shown, terminal, historySize: 0 })
    this.#lines.once('SIGINT', () => this.#ended.abort())
    this.#lines.once('close', () => this.#ended.abort())
  }

  say(...lines: readonly string[]): void {
    for (const line of lines) this.#out.write(`${escapeText(line, LONGEST)}\n`)
  }

  ask<Answer>(question: Question<Answer>): Promise<Answer> {
    const { text, usual, isSecret } = question
    const offered = usual === null || usual === '' || isSecret === true ? '' : ` [${usual}]`
    const once = async () => (await this.#line(`${text}${offered}: `, isSecret === true)).trim() || usual || ''
    return askUntilRight(question, once, (words) => this.say(`   ${words}`))
  }

  async confirm(text: string, usual: boolean): Promise<boolean> {
    for (;;) {
      const answer = (await this.#line(`${text} [${usual ? 'Y/n' : 'y/N'}] `, false)).trim().toLowerCase()
      if (answer === '') return usual
      if (/^y(es)?$/.test(answer)) return true
      if (/^no?$/.test(answer)) return false
      this.say('   Answer y or n.')
    }
  }

  /** Throws SetupEnded once the person ended it. */
  checkEnd(): void {
    if (this.#ended.signal.aborted) throw new SetupEnded()
  }

  close(): void {
    this.#lines.close()
  }

  async #line(prompt: string, isSecret: boolean): Promise<string> {
    this.checkEnd()
    try {
      const line = this.#lines.question(escapeText(prompt, LONGEST), { signal: this.#ended.signal })
      this.#isMuted = isSecret
      return await line
    } catch (error) {
      this.checkEnd()
      throw error
    } finally {
      if (this.#isMuted) this.#out.write('\n')
      this.#isMuted = false
    }
  }
}
