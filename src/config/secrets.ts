/** Options whose values may hold secrets: in changes and pages nobody is told what they are. */
export const SECRET_OPTIONS = [
  'enforcement.webhook',
  'enforcement.exec',
  'server.password',
  'server.token',
  'notify.channels',
] as const

/** Stands for a secret that is set; too short to be taken for one when it is copied into a file. */
const HIDDEN = '(hidden)'

interface Secrets {
  readonly enforcement?: { readonly webhook?: string | null | undefined } | undefined
  readonly server?:
    | { readonly password?: string | null | undefined; readonly token?: string | null | undefined }
    | undefined
  readonly notify?: { readonly channels?: readonly object[] | undefined } | undefined
}

/** A copy for the operator to read, of a configuration or of what a file holds. Commands are shown: whoever runs `check` sees them run. */
export function withoutSecrets<Config extends Secrets>(config: Config): Config {
  const { enforcement, server, notify } = config
  return {
    ...config,
    ...(enforcement && {
      enforcement: { ...enforcement, webhook: enforcement.webhook && partOf(enforcement.webhook) },
    }),
    ...(server && {
      server: { ...server, password: server.password && HIDDEN, token: server.token && HIDDEN },
    }),
    ...(notify?.channels && { notify: { ...notify, channels: notify.channels.map(hideChannel) } }),
  }
}

/** The path of a webhook is its secret. */
function partOf(webhook: string): string {
  const { origin, href } = new URL(webhook)
  return href === `${origin}/` ? webhook : `${origin}/${HIDDEN}`
}

const CHANNEL_SECRETS = ['secret', 'token', 'password', 'routing_key'] as const

function hideChannel(channel: object): object {
  const hidden = new Map<string, unknown>(Object.entries(channel))
  for (const name of CHANNEL_SECRETS) if (hidden.get(name) != null) hidden.set(name, HIDDEN)
  const { url, headers } = channel as { url?: string; headers?: Readonly<Record<string, string>> }
  if (url !== undefined) hidden.set('url', partOf(url))
  if (headers !== undefined)
    hidden.set('headers', Object.fromEntries(Object.keys(headers).map((name) => [name, HIDDEN])))
  return Object.fromEntries(hidden)
}
