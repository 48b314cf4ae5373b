import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask } from './seen-request.ts'
import { waitUntil } from './wait-until.ts'

export function haproxyTrouble(): string | undefined {
  return spawnSync('haproxy', ['-v']).error ? 'HAProxy is not installed (Debian package haproxy)' : undefined
}

/** A real HAProxy before one backend. It logs each request to its standard output and, as syslog, to this object by UDP. */
export class HaproxyServer {
  readonly port: number
  #process: ChildProcess | null = null
  #ended: Promise<unknown> = Promise.resolve()
  readonly #folder: string
  readonly #backend: number
  readonly #socket: Socket = createSocket('udp4')
  readonly #datagrams: string[] = []
  #printed = ''

  constructor(folder: string, port: number, backend: number) {
    this.#folder = folder
    this.port = port
    this.#backend = backend
  }

  async start(): Promise<void> {
    this.#socket.on('message', (message) => this.#datagrams.push(message.toString('latin1')))
    await new Promise<void>((resolve) => this.#socket.bind(0, '127.0.0.1', resolve))
    writeFileSync(
      join(this.#folder, 'haproxy.cfg'),
      `global
  log stdout len 4096 format raw local0
  log 127.0.0.1:${this.#socket.address().port} len 1024 format rfc3164 local0
defaults
  mode http
  option httplog
  option abortonclose
  log global
  timeout client 5s
  timeout connect 5s
  timeout server 5s
frontend front
  bind 127.0.0.1:${this.port}
  capture request header User-Agent len 200
  capture cookie id len 60
  default_backend back
backend back
  server web-1 127.0.0.1:${this.#backend}
`,
    )
    this.#process = spawn('haproxy', ['-db', '-f', join(this.#folder, 'haproxy.cfg')], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const process = this.#process
    this.#ended = new Promise((resolve) => process.once('close', resolve))
    this.#process.stdout!.setEncoding('latin1').on('data', (text: string) => {
      this.#printed += text
    })
    let answered = false
    const knock = () =>
      ask({ port: this.port, address: '127.0.0.1', path: '/' }).then(
        ({ status }) => {
          answered = status === 200
        },
        () => undefined,
      )
    await waitUntil('HAProxy to start', 10_000, () => {
      if (!answered) void knock()
      return answered
    })
  }

  /** Lines on standard output, bare. */
  get printed(): string[] {
    return this.#printed.split('\n').slice(0, -1)
  }

  /** Lines that came by UDP, with the prefix of a syslog. */
  get sent(): string[] {
    return this.#datagrams.map((text) => text.replace(/\n$/, ''))
  }

  async stop(): Promise<void> {
    this.#socket.close()
    this.#process?.kill('SIGTERM')
    await this.#ended
  }
}
