/** Characters of a line that are looked at, and of an agent that are told. */
const READ = 16_384
/** How deep an agent may lie in JSON: Caddy's is in a list of a map of a map, and that may be text within Docker's. */
const DEPTH = 6

/** The user agent that a log line tells, in whatever format; null when it tells none. Raw text. */
export function agentInLine(line: string): string | null {
  const text = line.slice(0, READ)
  const start = text.indexOf('{')
  if (start >= 0 && text.endsWith('}')) {
    const found = agentInJson(text.slice(start))
    if (found !== undefined) return found
  }
  return agentInText(text)
}

/** Undefined: it is no JSON. */
function agentInJson(text: string): string | null | undefined {
  try {
    return search(JSON.parse(text), DEPTH) ?? null
  } catch {
    return undefined
  }
}

/** Of the first key that ends with `agent`; undefined when there is none. */
function search(value: unknown, depth: number): string | null | undefined {
  if (depth === 0 || typeof value !== 'object' || value === null) return undefined
  for (const [key, part] of Object.entries(value)) {
    const agent = Array.isArray(part) ? part[0] : part
    if (/agent$/i.test(key) && typeof agent === 'string') return agent
    if (key === 'log' && typeof part === 'string') return agentInLine(part.trimEnd())
    const below = search(part, depth - 1)
    if (below !== undefined) return below
  }
  return undefined
}

/** Of the two quoted values behind the request the one that is no URL: mostly the second, behind the referrer. */
function agentInText(text: string): string | null {
  const values = quotedValues(text)
  const request = values.findIndex((value) => value.startsWith('/') || /^[A-Z-]+ \S/.test(value))
  const [first, second] = values.slice(request + 1)
  const isAgent = (value: string | undefined) => value !== undefined && !/^https?:\//.test(value)
  if (isAgent(second) && !(isAgent(first) && first !== '-' && second === '-')) return second!
  return isAgent(first) ? first! : null
}

/** Values in double quotes; one that does not end is left out. Linear in the text. */
function quotedValues(text: string): string[] {
  const found: string[] = []
  for (let start = text.indexOf('"'); start >= 0; start = text.indexOf('"', start)) {
    let end = start + 1
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    if (end >= text.length) break
    found.push(text.slice(start + 1, end))
    start = end + 1
  }
  return found
}
