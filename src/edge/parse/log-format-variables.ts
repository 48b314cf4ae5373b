/** What a variable is read for. */
export const FIELDS = [
  'address',
  'time-local',
  'time-iso',
  'msec',
  'status',
  'bytes',
  'duration',
  'method',
  'request',
  'target',
  'forwarded',
] as const
export type Field = (typeof FIELDS)[number]

/** `fixed`: so many bytes; `set`: a run of bytes of one class; `loose`: anything a client may send. */
export type Shape =
  | { readonly type: 'fixed'; readonly length: number }
  | { readonly type: 'set'; readonly mask: number }
  | { readonly type: 'loose' }

export type Token =
  | { readonly type: 'literal'; readonly text: string }
  | { readonly type: 'variable'; readonly name: string; readonly shape: Shape; readonly field: Field | null }

export const ADDRESS_BYTE = 1
export const NUMBER_BYTE = 2
export const WORD_BYTE = 4

/** The classes of bytes that strict variables are made of. */
export const BYTE_CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return (
    (/[0-9a-f.:]/i.test(character) ? ADDRESS_BYTE : 0) |
    (/[0-9.-]/.test(character) ? NUMBER_BYTE : 0) |
    (/[\w./:+-]/.test(character) ? WORD_BYTE : 0)
  )
})

const ADDRESS: Shape = { type: 'set', mask: ADDRESS_BYTE }
const NUMBER: Shape = { type: 'set', mask: NUMBER_BYTE }
const WORD: Shape = { type: 'set', mask: WORD_BYTE }
const LOOSE: Shape = { type: 'loose' }

/** Variables that nginx itself fills, so that they have a known shape and no blank. All others are loose. */
const STRICT: Readonly<Record<string, { readonly shape: Shape; readonly field?: Field }>> = {
  remote_addr: { shape: ADDRESS, field: 'address' },
  time_local: { shape: { type: 'fixed', length: 26 }, field: 'time-local' },
  time_iso8601: { shape: { type: 'fixed', length: 25 }, field: 'time-iso' },
  status: { shape: { type: 'fixed', length: 3 }, field: 'status' },
  msec: { shape: NUMBER, field: 'msec' },
  body_bytes_sent: { shape: NUMBER, field: 'bytes' },
  bytes_sent: { shape: NUMBER, field: 'bytes' },
  request_time: { shape: NUMBER, field: 'duration' },
  request_method: { shape: WORD, field: 'method' },
  ...Object.fromEntries(
    ['connection', 'connection_requests', 'connection_time', 'gzip_ratio', 'pid', 'remote_port', 'request_length']
      .concat(['server_port', 'realip_remote_port', 'proxy_protocol_port', 'connections_active'])
      .map((name) => [name, { shape: NUMBER }]),
  ),
  ...Object.fromEntries(
    [
      'http2',
      'http3',
      'https',
      'nginx_version',
      'pipe',
      'request_completion',
      'request_id',
      'scheme',
      'server_protocol',
    ]
      .concat(['ssl_protocol', 'ssl_cipher', 'ssl_session_reused', 'ssl_early_data'])
      .map((name) => [name, { shape: WORD }]),
  ),
  server_addr: { shape: ADDRESS },
  realip_remote_addr: { shape: ADDRESS },
}

/** What proxies say of the client, the first being taken: whole lists before single addresses, which a client may have set itself. */
export const FORWARDED_VARIABLES: readonly string[] = [
  ...['http_x_forwarded_for', 'proxy_add_x_forwarded_for', 'http_forwarded'],
  ...['http_x_real_ip', 'http_cf_connecting_ip', 'http_true_client_ip'],
]

/** Loose variables that are read. */
const LOOSE_FIELDS: Readonly<Record<string, Field>> = {
  ...{ request: 'request', request_uri: 'target', uri: 'target' },
  ...Object.fromEntries(FORWARDED_VARIABLES.map((name) => [name, 'forwarded'])),
}

/** Of several that serve one field the first that the format holds is taken. */
const PREFERENCES: readonly (readonly string[])[] = [
  ['body_bytes_sent', 'bytes_sent'],
  ['request', 'request_uri', 'uri'],
  ['request', 'request_method'],
  FORWARDED_VARIABLES,
]

/** A request line put together from parts, which is read like `$request`. */
const SPLIT_REQUEST =
  /\$request_method (?:\$scheme:\/\/\$(?:host|http_host|server_name|server_addr)(?::\$server_port)?)?\$(?:request_uri|uri(?:\$is_args\$args)?)(?: \$server_protocol)?(?![\w{])/

/** Variables that only the stream module knows. */
export const STREAM_VARIABLES: readonly string[] = ['protocol', 'bytes_received', 'session_time']

export function isLoose(token: Token): boolean {
  return token.type === 'variable' && token.shape.type === 'loose'
}

/** Splits a format into literals and variables. */
export function tokenize(format: string): Token[] {
  const plain = format.replaceAll(/\$\{(\w+)\}(?!\w)/g, '$$$1').replace(SPLIT_REQUEST, '$${split request}')
  const tokens: Token[] = []
  let end = 0
  for (const match of plain.matchAll(/\$(?:(\w+)|\{([\w ]+)\})/g)) {
    if (match.index > end) tokens.push({ type: 'literal', text: plain.slice(end, match.index) })
    tokens.push(variable(match[1] ?? match[2]!))
    end = match.index + match[0].length
  }
  if (end < plain.length) tokens.push({ type: 'literal', text: plain.slice(end) })
  return preferred(tokens)
}

function variable(name: string): Token {
  if (name === 'split request') return { type: 'variable', name: 'request', shape: LOOSE, field: 'request' }
  const strict = Object.hasOwn(STRICT, name) ? STRICT[name] : undefined
  if (strict !== undefined) return { type: 'variable', name, shape: strict.shape, field: strict.field ?? null }
  return { type: 'variable', name, shape: LOOSE, field: Object.hasOwn(LOOSE_FIELDS, name) ? LOOSE_FIELDS[name]! : null }
}

/** Takes the field from those variables that a better one stands in for. */
function preferred(tokens: Token[]): Token[] {
  const present = new Set(tokens.map((token) => (token.type === 'variable' ? token.name : '')))
  const idle = new Set<string>()
  for (const names of PREFERENCES) {
    const best = names.find((name) => present.has(name))
    for (const name of names) if (name !== best) idle.add(name)
  }
  return tokens.map((token) => (token.type === 'variable' && idle.has(token.name) ? { ...token, field: null } : token))
}
