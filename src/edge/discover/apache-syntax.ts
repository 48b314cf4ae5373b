/** One line of an Apache configuration, continued lines joined. */
export interface ApacheLine {
  /** In lower case; of a section `<name` or `</name`. */
  readonly name: string
  readonly args: readonly string[]
  readonly line: number
}

/** The lines that say something. Never throws. */
export function apacheLines(text: string): ApacheLine[] {
  const lines: ApacheLine[] = []
  let joined = ''
  let first = 0
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (joined === '') first = index + 1
    if (line.endsWith('\\')) {
      joined += `${line.slice(0, -1)} `
      continue
    }
    const whole = (joined + line).trim()
    joined = ''
    if (whole === '' || whole.startsWith('#')) continue
    const words = wordsOf(whole.startsWith('<') && whole.endsWith('>') ? whole.slice(0, -1) : whole)
    const [name = '', ...args] = words
    lines.push({ name: name.toLowerCase(), args, line: first })
  }
  return lines
}

/** By the rules of ap_getword_conf: in quotes a backslash keeps a quote or a backslash. */
function wordsOf(line: string): string[] {
  const words: string[] = []
  let at = 0
  for (;;) {
    while (/\s/.test(line[at] ?? '')) at++
    if (at >= line.length) return words
    const quote = line[at] === '"' || line[at] === "'" ? line[at++]! : null
    let word = ''
    for (; at < line.length; at++) {
      const character = line[at]!
      if (quote === null ? /\s/.test(character) : character === quote) break
      const next = line[at + 1]
      if (character === '\\' && next !== undefined && (next === '\\' || next === quote)) {
        word += next
        at++
      } else word += character
    }
    at++
    words.push(word)
  }
}
