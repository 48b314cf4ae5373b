import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { beforeAbort } from './before-abort.ts'
import { isLoopbackHost } from './forbidden-address.ts'
import { ForbiddenHost, type ResolveHost, resolveHost } from './resolve-host.ts'

/** What all channels over HTTP can be told. */
export interface HttpOptions {
  /** Milliseconds from looking up the name to the end of the answer. */
  readonly timeout: number
  /** Names may resolve to private addresses, and metadata services may be reached. */
  readonly allow_private: boolean
  /** http to other hosts than this machine. */
  readonly allow_http: boolean
}

export interface Outgoing {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  /** The first 64 KiB. */
  readonly body: string
}

const LARGEST_ANSWER = 65_536

/**
 * Posts JSON once: the name is resolved once and that address is connected to, no redirect is followed, no proxy of the environment is asked,
 * and nothing of the answer beyond 64 KiB is read. Throws ForbiddenHost, and what the network says.
 */
export async function httpSend(
  { url, headers, body }: Outgoing,
  { timeout, allow_private, allow_http }: HttpOptions,
  resolve?: ResolveHost,
): Promise<Answer> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol === 'http:' && !allow_http && !isLoopbackHost(host))
    throw new ForbiddenHost('http would let others read along; write https, or allow_http: true')
  const signal = AbortSignal.timeout(timeout)
  const { address, family } = await beforeAbort(signal, resolveHost(host, allow_private, resolve))
  // Loaded when there is something to send: TLS would cost each start some ten milliseconds.
  const { request } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'))
  return new Promise((settle, reject) => {
    const bytes = Buffer.from(body)
    const sent = request({
      method: 'POST',
      protocol: url.protocol,
      hostname: host,
      port: url.port,
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        'user-agent': 'breakwater',
        'content-type': 'application/json',
        'content-length': bytes.length,
        ...headers,
      },
      lookup: (_host, options, done) =>
        options.all ? done(null, [{ address, family }]) : (done as Found)(null, address, family),
      ...(isIP(host) === 0 && { servername: host }),
      agent: false,
      signal,
    })
    sent.once('error', reject)
    sent.once('response', (response) => {
      read(response).then(settle, reject)
    })
    sent.end(bytes)
  })
}

type Found = (error: null, address: string, family: number) => void

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    // Leaving the loop destroys the connection.
    if (size >= LARGEST_ANSWER) break
  }
  const body = Buffer.concat(chunks).toString('utf8', 0, Math.min(size, LARGEST_ANSWER))
  return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null, body }
}
