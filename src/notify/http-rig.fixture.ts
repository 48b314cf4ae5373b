import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What the server does with a request. */
export type Behaviour = (response: ServerResponse, received: Received) => void

export const ANSWERS = {
  ok: (response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true,"result":{"message_id":77}}'),
  busy: (response) => void response.writeHead(429, { 'retry-after': '7' }).end('{"retry_after":7}'),
  /** Tells all that it was told, as a server in debug mode does. */
  broken: (response, { path, headers }) =>
    void response.writeHead(500).end(`${path} ${Object.values(headers).join(' ')}`),
  bad: (response) => void response.writeHead(400).end('no such field'),
  hang: () => {},
  redirect: (response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
  huge: (response) => {
    response.writeHead(200)
    const chunk = Buffer.alloc(65_536, 'x')
    let left = 160
    const more = () => {
      while (left-- > 0 && !response.destroyed) if (!response.write(chunk)) return void response.once('drain', more)
      response.end()
    }
    more()
  },
  dribble: (response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'), 50)
    response.once('close', () => clearInterval(timer))
  },
} satisfies Record<string, Behaviour>

/** A server on loopback that does what it is told next, and keeps what it was sent. */
export class HttpRig {
  readonly received: Received[] = []
  behaviour: Behaviour = ANSWERS.ok
  readonly #server: Server

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const received = { path: request.url ?? '', headers: request.headers, body: await text(request) }
      this.received.push(received)
      response.on('error', () => {})
      this.behaviour(response, received)
    })
  }

  static async start(): Promise<HttpRig> {
    const rig = new HttpRig()
    await new Promise<void>((resolve) => void rig.#server.listen(0, '127.0.0.1', resolve))
    return rig
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => void this.#server.close(() => resolve()))
  }
}
