import http from 'node:http'
import { connect } from 'node:net'

/** One request as its client saw it; times are wall milliseconds. */
export interface SeenRequest {
  readonly address: string
  readonly status: number
  /** Of the body; -1 when unknown. */
  readonly bytes: number
  /** Of the whole answer, its head included; -1 when unknown. */
  readonly received: number
  readonly from: number
  readonly to: number
}

export interface Request {
  readonly port: number
  readonly address: string
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a request from a loopback address and tells what came back. */
export function ask({ port, address, path, method = 'GET', headers = {} }: Request): Promise<SeenRequest> {
  return new Promise((resolve, reject) => {
    const from = Date.now()
    const agent = new http.Agent({ keepAlive: true })
    const options = { host: '127.0.0.1', port, localAddress: address, path, method, agent, headers }
    const request = http.request(options, (response) => {
      let bytes = 0
      const { socket } = response
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      response.once('end', () => {
        const received = socket.bytesRead
        agent.destroy()
        resolve({ address, status: response.statusCode!, bytes, received, from, to: Date.now() })
      })
    })
    request.once('error', reject)
    request.end()
  })
}

/** Sends bytes that need not be HTTP, and waits for the server to close. */
export function sendBytes(port: number, address: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: address }, () => socket.end(bytes))
    socket.resume()
    socket.once('error', reject)
    socket.once('close', () => resolve())
  })
}

/** An HTTP server that answers 300 bytes after 60 ms on /slow, 404 on /missing, else 12 bytes at once. */
export async function startBackend(): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    const length = sizeOf(request.url)
    const status = request.url === '/missing' ? 404 : 200
    const answer = () => response.writeHead(status, { 'content-length': length }).end('x'.repeat(length))
    if (request.url?.startsWith('/slow')) setTimeout(answer, 60)
    else answer()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) }
}

function sizeOf(path = ''): number {
  return path.startsWith('/slow') ? 300 : 12
}
