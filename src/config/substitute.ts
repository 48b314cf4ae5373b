const VARIABLE = /\$?\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g

/**
 * `${NAME}` and `${NAME:-default}` in every text of `value` replaced from the environment; an empty variable takes the default.
 * `$${NAME}` stays as `${NAME}`. `report` hears of variables that are not set, with the path of their text.
 */
export function substitute(
  value: unknown,
  environment: NodeJS.ProcessEnv,
  report: (path: readonly PropertyKey[], message: string) => void,
  path: readonly PropertyKey[] = [],
): unknown {
  if (typeof value === 'string') {
    return value.replace(VARIABLE, (text, name: string, fallback: string | undefined) => {
      if (text.startsWith('$$')) return text.slice(1)
      const found = environment[name] || fallback || environment[name]
      if (found === undefined && fallback === undefined) {
        report(
          path,
          `the environment variable ${name} is not set; set it, write \${${name}:-default}, or $\${${name}} for the text itself`,
        )
      }
      return found ?? ''
    })
  }
  if (Array.isArray(value)) return value.map((item, i) => substitute(item, environment, report, [...path, i]))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, substitute(item, environment, report, [...path, key])]),
    )
  }
  return value
}

/** The variables in the texts of `value`, as `${NAME}`. */
export function variablesOf(value: unknown): string[] {
  if (typeof value === 'string')
    return [...value.matchAll(VARIABLE)].filter(([text]) => !text.startsWith('$$')).map(([, name]) => `\${${name}}`)
  if (typeof value === 'object' && value !== null) return [...new Set(Object.values(value).flatMap(variablesOf))]
  return []
}
