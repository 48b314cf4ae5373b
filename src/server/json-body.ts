/** Levels of objects and lists that a body may have. */
const DEEPEST = 8

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** What is wrong with JSON text before it is parsed: too deep; null when nothing is. Reads each character once. */
export function depthTrouble(body: string): string | null {
  let depth = 0
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at)
    if (code === QUOTE) at = endOfText(body, at)
    else if (code === 0x7b || code === 0x5b) depth++
    else if (code === 0x7d || code === 0x5d) depth--
    if (depth > DEEPEST) return `the body is more than ${DEEPEST} levels deep`
  }
  return null
}

/** Whether the outermost object names a member twice: then readers would disagree about what it says. */
export function hasTwice(body: string, parsed: object): boolean {
  let depth = 0
  let members = 0
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at)
    if (code === QUOTE) at = endOfText(body, at)
    else if (code === 0x7b || code === 0x5b) depth++
    else if (code === 0x7d || code === 0x5d) depth--
    else if (code === 0x3a && depth === 1) members++
  }
  return members !== Object.keys(parsed).length
}

/** Index of the quote that closes the text opened at `at`; the last index when none does. */
function endOfText(body: string, at: number): number {
  for (let end = at + 1; end < body.length; end++) {
    const code = body.charCodeAt(end)
    if (code === BACKSLASH) end++
    else if (code === QUOTE) return end
  }
  return body.length - 1
}
