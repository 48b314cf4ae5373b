/** The simple commands of a line of shell: what stands between operators, as words without quotes. Redirections and comments are left out. */
export function commandsOf(line: string): string[][] {
  const commands: string[][] = [[]]
  let word: string | undefined
  let quote = ''
  let skipsWord = false
  const endWord = () => {
    if (word !== undefined && !skipsWord) commands.at(-1)!.push(word)
    if (word !== undefined) skipsWord = false
    word = undefined
  }
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]!
    if (quote !== '') {
      if (letter === quote) quote = ''
      else word += letter
    } else if (letter === '\\') word = (word ?? '') + (line[++at] ?? '')
    else if (letter === '"' || letter === "'") {
      quote = letter
      word ??= ''
    } else if (letter === '#' && word === undefined) break
    else if (/\s/.test(letter)) endWord()
    else if ('<>'.includes(letter) && line[at + 1] !== '(') {
      if (word !== undefined && /^\d$/.test(word)) word = undefined
      endWord()
      skipsWord = true
      while ('>&<'.includes(line[at + 1] ?? ' ')) at++
    } else if ('|&;'.includes(letter)) {
      endWord()
      if (commands.at(-1)!.length > 0) commands.push([])
    } else word = (word ?? '') + letter
  }
  endWord()
  return commands.filter((words) => words.length > 0)
}

/** Lines as the shell takes them: a backslash at the end joins the next one. Comments and empty lines are left out. */
export function linesOf(script: string): string[] {
  return script
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** Without what only says how it is run: assignments, sudo, a container, Node. */
export function bareCommand(words: readonly string[]): string[] {
  const [first = '', second, third] = words
  if (/^\w+=/.test(first) || first === 'sudo') return bareCommand(words.slice(1))
  if (first === 'node' && second === 'dist/cli/main.js') return ['breakwater', ...words.slice(2)]
  if (first === 'docker' && second === 'compose' && third === 'exec') {
    const service = words.findIndex((word, at) => at > 2 && !word.startsWith('-'))
    return bareCommand(words.slice(service + 1))
  }
  return [...words]
}
