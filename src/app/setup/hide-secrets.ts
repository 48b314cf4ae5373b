const NAMES = '(?:url|token|password|secret|routing_key|webhook|authorization)'
/** An option on its own line: all behind it is its value. */
const ALONE = new RegExp(`^(\\s*(?:- )?#?[ \\t]*["']?${NAMES}["']?:)[ \\t]+(.+)$`, 'i')
/** One within a map in braces. */
const INSIDE = new RegExp(
  `([{,]\\s*["']?${NAMES}["']?:)\\s+("(?:[^"\\\\]|\\\\.)*"|'(?:[^']|'')*'|\\$\\{[^}]*\\}|[^\\s,}]+)`,
  'gi',
)
const SHOWN = /^["']?(null|~|\$\{\w+\})["']?$/

/** A configuration file to be shown. That an option is unset, or which variable of the environment it takes, stays. */
export function hideSecrets(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [all, name, value] = ALONE.exec(line) ?? []
      if (all !== undefined) return SHOWN.test(value!) ? line : `${name} (hidden)`
      return line.replace(INSIDE, (whole, key: string, inner: string) =>
        SHOWN.test(inner) ? whole : `${key} (hidden)`,
      )
    })
    .join('\n')
}
