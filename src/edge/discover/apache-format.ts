const COMMON = /^%[ha] %l %u %t "%r" %>?s %[bBO]$/
const AGENT = ' "%{referer}i" "%{user-agent}i"'

/** The name of a LogFormat whose text is a usual one, whatever its nickname; else its text. */
export function apacheFormat(text: string): string {
  const plain = text.trim()
  if (COMMON.test(plain)) return 'common'
  if (!plain.toLowerCase().endsWith(AGENT)) return text
  const start = plain.slice(0, -AGENT.length)
  if (COMMON.test(start)) return 'combined'
  return /^%v:%p /.test(start) && COMMON.test(start.slice('%v:%p '.length)) ? 'vhost_combined' : text
}
