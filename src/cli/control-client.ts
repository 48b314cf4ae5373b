import { type IncomingMessage, request } from 'node:http'
import { controlSockets } from '../app/control-socket.ts'
import { RefusedError, UnreachableError, UsageError } from '../domain/errors.ts'

/** Milliseconds that the daemon may take: it waits two seconds for the kernel at most. */
const PATIENCE = 15_000
/** Bytes of an answer: a list of 100,000 bans is half of it. */
const LARGEST = 128 << 20

type Query = Readonly<Record<string, string | undefined>>

/** Asks the daemon over its control socket. */
export class ControlClient {
  readonly #sockets: readonly string[]

  /** `stateDir`: that of the daemon; undefined: the usual ones. */
  constructor(stateDir?: string) {
    this.#sockets = controlSockets(stateDir)
  }

  /**
   * What the daemon answers, as the OpenAPI document says. Throws UnreachableError when there is none, UsageError and RefusedError when
   * it does not do what was asked.
   */
  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.#ask('GET', path, query)
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.#ask('POST', path, {}, JSON.stringify(body))
  }

  delete<T>(path: string, query: Query): Promise<T> {
    return this.#ask('DELETE', path, query)
  }

  async #ask<T>(method: string, path: string, query: Query, body?: string): Promise<T> {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    )
    const words = new URLSearchParams(given).toString()
    const url = words === '' ? path : `${path}?${words}`
    const troubles: string[] = []
    for (const socketPath of this.#sockets) {
      try {
        const { status, text } = await exchange(socketPath, method, url, body)
        return answerOf(status, text)
      } catch (error) {
        const trouble = connectTrouble(error as NodeJS.ErrnoException)
        if (trouble === undefined) throw error
        troubles.push(`${socketPath} ${trouble}`)
      }
    }
    throw new UnreachableError(
      `no breakwater answers: ${troubles.join('; ')}`,
      troubles.some((trouble) => trouble.endsWith(DENIED))
        ? 'Use sudo, or the user that breakwater runs as.'
        : 'Start it with breakwater run; if it uses another state folder, name it: --state-dir DIR.',
    )
  }
}

const DENIED = 'may not be opened by this user'

/** Why there is no daemon behind a socket; undefined when it is another error. */
function connectTrouble({ code }: NodeJS.ErrnoException): string | undefined {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'is not there'
  if (code === 'ECONNREFUSED') return 'was left by one that has ended'
  if (code === 'EACCES' || code === 'EPERM') return DENIED
  if (code === 'ETIMEDOUT') return `gave no answer in ${PATIENCE / 1_000} s`
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'broke off its answer' : undefined
}

function exchange(
  socketPath: string,
  method: string,
  path: string,
  body: string | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const asked = request({ socketPath, method, path, headers, agent: false, timeout: PATIENCE }, (answer) => {
      collect(answer).then((text) => resolve({ status: answer.statusCode!, text }), reject)
    })
    asked.once('timeout', () => asked.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })))
    asked.once('error', reject)
    asked.end(body)
  })
}

async function collect(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of answer) {
    size += part.length
    if (size > LARGEST) throw new RefusedError('the answer is larger than 128 MiB', 'Ask for less: --limit NUMBER.')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function answerOf<T>(status: number, text: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new RefusedError('what answers at the control socket is no breakwater', 'Check --state-dir DIR.', { cause })
  }
  if (status < 300) return value as T
  const { message = `it answered ${status}`, fix = 'See its log.' } = value as { message?: string; fix?: string }
  throw status === 400 ? new UsageError(message, fix) : new RefusedError(message, fix)
}
