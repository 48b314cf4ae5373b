import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body as they came. */
  readonly raw: string
}

/** `greylist`: 450 for the recipient; `full`: 552 for the data; `silent`: no greeting; `login`: 535 for the password. */
export type SmtpBehaviour = 'well' | 'greylist' | 'full' | 'silent' | 'login'

/** As much of RFC 5321 as a client needs to send a mail. */
export class SmtpRig {
  readonly mails: Mail[] = []
  /** All that was said to it, without the mails. */
  readonly commands: string[] = []
  behaviour: SmtpBehaviour = 'well'
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket))
  }

  static async start(): Promise<SmtpRig> {
    const rig = new SmtpRig()
    await new Promise<void>((resolve) => void rig.#server.listen(0, '127.0.0.1', resolve))
    return rig
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    return new Promise((resolve) => void this.#server.close(() => resolve()))
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    socket.on('error', () => {})
    if (this.behaviour === 'silent') return
    const say = (line: string) => void socket.write(`${line}\r\n`)
    say('220 rig ESMTP')
    let waiting = ''
    let raw: string | null = null
    let from = ''
    let to: string[] = []
    socket.setEncoding('utf8').on('data', (text: string) => {
      waiting += text
      for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
        const line = waiting.slice(0, end)
        waiting = waiting.slice(end + 2)
        if (raw === null) take(line)
        else if (line !== '.') raw += `${line}\n`
        else {
          if (this.behaviour === 'full') say('552 5.2.2 mailbox full')
          else {
            this.mails.push({ from, to, raw })
            say('250 2.0.0 queued as 42')
          }
          raw = null
        }
      }
    })
    const take = (line: string): void => {
      this.commands.push(line)
      const [verb = ''] = line.toUpperCase().split(' ')
      if (verb === 'MAIL') from = line
      if (verb === 'RCPT' && this.behaviour !== 'greylist') to = [...to, line]
      if (verb === 'DATA') raw = ''
      say(this.#answer(verb, line))
      if (verb === 'QUIT') socket.end()
    }
  }

  #answer(verb: string, line: string): string {
    switch (verb) {
      case 'EHLO':
        return '250-rig\r\n250 AUTH PLAIN LOGIN'
      case 'AUTH':
        return this.behaviour === 'login' ? `535 5.7.8 wrong: ${line}` : '235 2.7.0 welcome'
      case 'RCPT':
        return this.behaviour === 'greylist' ? '450 4.2.0 come back later' : '250 2.1.5 ok'
      case 'DATA':
        return '354 go on'
      case 'QUIT':
        return '221 bye'
      default:
        return '250 2.0.0 ok'
    }
  }
}
