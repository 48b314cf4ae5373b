import { skipLua } from './lua-block.ts'

export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  /** null for a simple directive. */
  readonly block: readonly Directive[] | null
  /** As it stands in the file, up to its `;` or `{`. */
  readonly text: string
  /** file:line of its name. */
  readonly where: string
}

export interface NginxText {
  readonly directives: readonly Directive[]
  /** What is wrong with the text; all before it is read. */
  readonly fault: string | null
}

const MOST_DEPTH = 64
const CONTROL_ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' }

/** Reads a configuration by the rules of ngx_conf_read_token. Never throws; the time is linear in the text. */
export function parseNginx(text: string, file: string): NginxText {
  return new NginxReader(text, file).read()
}

class NginxReader {
  readonly #text: string
  readonly #file: string
  #at = 0
  #line = 1
  #counted = 0

  constructor(text: string, file: string) {
    this.#text = text
    this.#file = file
  }

  read(): NginxText {
    const text = this.#text
    const directives: Directive[] = []
    const open = [directives]
    const told = (fault: string): NginxText => ({ directives, fault: `${this.#where(this.#at)}: ${fault}` })
    let words: string[] = []
    let start = 0
    for (;;) {
      this.#skipBlanks()
      if (this.#at >= text.length) break
      const mark = text[this.#at]!
      if (mark === '}') {
        if (words.length > 0) return told('a ; is missing before }')
        if (open.length === 1) return told('a } too many')
        open.pop()
        this.#at++
      } else if (mark === ';' || mark === '{') {
        const [name, ...args] = words
        if (name === undefined) return told(`a ${mark} without a directive`)
        const block: Directive[] | null = mark === '{' ? [] : null
        open.at(-1)!.push({ name, args, block, text: text.slice(start, this.#at), where: this.#where(start) })
        words = []
        this.#at++
        if (block !== null && name.endsWith('_by_lua_block')) this.#at = skipLua(text, this.#at)
        else if (block !== null && open.push(block) > MOST_DEPTH) return told('blocks are nested too deep')
      } else {
        if (words.length === 0) start = this.#at
        const word = mark === '"' || mark === "'" ? this.#quoted(mark) : this.#bare()
        if (word === null) return told('a quote is not closed')
        words.push(word)
      }
    }
    if (words.length > 0) return told('the last directive has no ;')
    return open.length > 1 ? told('a block is not closed') : { directives, fault: null }
  }

  #skipBlanks(): void {
    const text = this.#text
    for (; this.#at < text.length; this.#at++) {
      if (text[this.#at] === '#') {
        const feed = text.indexOf('\n', this.#at)
        this.#at = feed < 0 ? text.length : feed
      } else if (!isBlank(text[this.#at]!)) return
    }
  }

  /** null when the quote is not closed. */
  #quoted(quote: string): string | null {
    let word = ''
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at]!
      if (character === quote) {
        this.#at++
        return word
      }
      word += character === '\\' ? this.#escaped() : character
    }
    return null
  }

  #bare(): string {
    let word = ''
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at]!
      if (isBlank(character) || character === ';') break
      // The brace of ${name} opens no block.
      if (character === '{' && this.#text[this.#at - 1] !== '$') break
      word += character === '\\' ? this.#escaped() : character
    }
    return word
  }

  /** The character behind a backslash; other pairs than the known ones stay as they are. */
  #escaped(): string {
    const next = this.#text[this.#at + 1]
    if (next === undefined) return '\\'
    this.#at++
    return /["'\\]/.test(next) ? next : (CONTROL_ESCAPES[next] ?? `\\${next}`)
  }

  /** Lines are counted once, from the last place asked for: places only grow. */
  #where(at: number): string {
    for (; this.#counted < at; this.#counted++) if (this.#text[this.#counted] === '\n') this.#line++
    return `${this.#file}:${this.#line}`
  }
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r'
}
