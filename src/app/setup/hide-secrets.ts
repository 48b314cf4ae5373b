/** Lines of YAML whose values nobody should read over a shoulder. */
const SECRET = /^(\s*(?:- )?#?\s*(?:url|token|password|secret|routing_key|webhook)): (?!\s*(?:null|''|""|\$\{|#)).+$/gm

/** A configuration file to be shown. */
export function hideSecrets(text: string): string {
  return text.replace(SECRET, '$1: (hidden)')
}
