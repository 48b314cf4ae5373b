/** A unit of systemd: by section and setting all values, in their order. Throws for a line that is none of systemd.syntax(7). */
export function parseUnit(text: string): Map<string, Map<string, string[]>> {
  const sections = new Map<string, Map<string, string[]>>()
  let section: Map<string, string[]> | null = null
  for (const [i, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const head = /^\[([A-Z][A-Za-z]+)\]$/.exec(line)
    if (head !== null) {
      section = new Map()
      if (sections.has(head[1]!)) throw new Error(`line ${i + 1}: [${head[1]}] comes twice`)
      sections.set(head[1]!, section)
      continue
    }
    const setting = /^([A-Z][A-Za-z]*)=(.*)$/.exec(line)
    if (setting === null || section === null) throw new Error(`line ${i + 1}: ${line}`)
    const [, name, value] = setting as unknown as [string, string, string]
    if (value !== value.trim() || value.endsWith('\\')) throw new Error(`line ${i + 1}: blanks or a continuation`)
    section.set(name, [...(section.get(name) ?? []), value])
  }
  return sections
}
