import { type IncomingMessage, request } from 'node:http'
import { createConnection, type Socket } from 'node:net'

/** Answer to a request over a connection of its own, and the milliseconds it took. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly took: number
}

export interface Call {
  readonly port: number
  readonly path?: string
  readonly from?: string
  readonly headers?: Readonly<Record<string, string>>
}

function opened({ port, path = '/healthz', from = '127.0.0.1', headers = {} }: Call): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, host: '127.0.0.1', localAddress: from, agent: false, headers }, resolve)
    asked.once('error', reject).end()
  })
}

export async function call(wanted: Call): Promise<Answer> {
  const started = performance.now()
  const answer = await opened(wanted)
  let body = ''
  for await (const chunk of answer.setEncoding('utf8')) body += chunk
  return { status: answer.statusCode!, body, took: performance.now() - started }
}

/** What comes back to bytes that are sent as they are, until the server closes. */
export function raw(port: number, bytes: string | readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
    for (const part of typeof bytes === 'string' ? [bytes] : bytes) socket.write(part)
  })
}

/** Connections that send a part of a request and never the rest; nothing they are sent is read. */
export function stall(port: number, count: number, from: string, bytes: string): Socket[] {
  return Array.from({ length: count }, () => {
    const socket = createConnection({ port, host: '127.0.0.1', localAddress: from })
    socket.on('error', () => {}).pause()
    socket.write(bytes)
    return socket
  })
}

export interface FrameEvent {
  readonly id: number
  readonly event: string
  readonly data: { readonly points: { readonly time: readonly number[] } }
}

/** A browser's EventSource, as far as the tests need it. */
export class Events {
  readonly headers: IncomingMessage['headers']
  readonly all: FrameEvent[] = []
  isOver = false
  readonly #answer: IncomingMessage

  static async open(wanted: Call): Promise<Events> {
    return new Events(await opened({ path: '/api/v1/live', ...wanted }))
  }

  private constructor(answer: IncomingMessage) {
    this.#answer = answer
    this.headers = answer.headers
    let text = ''
    answer.setEncoding('utf8').on('data', (chunk) => {
      const parts = (text + chunk).split('\n\n')
      text = parts.pop()!
      for (const part of parts) {
        const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.+)$/.exec(part) ?? []
        if (id !== undefined) this.all.push({ id: Number(id), event: event!, data: JSON.parse(data!) })
      }
    })
    const end = () => {
      this.isOver = true
    }
    answer.on('error', end).on('close', end)
  }

  close(): void {
    this.#answer.destroy()
  }
}
