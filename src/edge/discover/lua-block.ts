/** Where a string, a long string or a comment begins, or a brace: what decides where a block of Lua ends. */
const PIECE = /--\[\[|--|\[\[|["'{}]/g
/** The rest of a string; an open one ends with its line. */
const REST: Readonly<Record<string, RegExp>> = { '"': /(?:[^"\\\n]|\\[\s\S])*/y, "'": /(?:[^'\\\n]|\\[\s\S])*/y }

/** The place behind the `}` that closes a block of Lua whose `{` is before `start`; the end of the text when none does. */
export function skipLua(text: string, start: number): number {
  let depth = 1
  let at = start
  while (at < text.length) {
    PIECE.lastIndex = at
    const found = PIECE.exec(text)
    if (found === null) break
    at = PIECE.lastIndex
    const [piece] = found
    if (piece === '{') depth++
    else if (piece === '}' && --depth === 0) return at
    else if (piece === '--') at = behind(text, '\n', at)
    else if (piece.endsWith('[[')) at = behind(text, ']]', at)
    else if (piece !== '}') {
      const rest = REST[piece]!
      rest.lastIndex = at
      rest.exec(text)
      at = rest.lastIndex + 1
    }
  }
  return text.length
}

function behind(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from)
  return found < 0 ? text.length : found + end.length
}
