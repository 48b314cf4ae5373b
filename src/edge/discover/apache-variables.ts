const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/
const REFERENCE = /\$\{([A-Za-z_]\w*)[^}]*\}|\$([A-Za-z_]\w*)/g

/** The variables that Debian's envvars sets, a script of the shell: plain assignments, later ones win. */
export function readEnvironment(script: string): Map<string, string> {
  const variables = new Map<string, string>()
  for (const line of script.split('\n')) {
    const [, name, raw = ''] = ASSIGNMENT.exec(line) ?? []
    if (name === undefined) continue
    const value = raw.trim().replace(/^(["'])(.*)\1$/, '$2')
    variables.set(
      name,
      value.replace(REFERENCE, (_all, inBraces, bare) => variables.get(inBraces ?? bare) ?? ''),
    )
  }
  return variables
}

/** `${NAME}` by what is known; what is not known stays, as Apache leaves it. */
export function substitute(word: string, variables: ReadonlyMap<string, string>): string {
  return word.replace(/\$\{([^}]+)\}/g, (all, name) => variables.get(name) ?? all)
}
