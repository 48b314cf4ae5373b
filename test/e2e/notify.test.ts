import { createHmac } from 'node:crypto'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Daemon } from './daemon.ts'
import { waitUntil } from './wait-until.ts'

const SECRET = 'a key of the signature'

interface Message {
  readonly id: string
  readonly thread: string
  readonly kind: string
  readonly state: string
  readonly sources: readonly { address: string; state: string }[]
  readonly undo: readonly string[]
  readonly link: string | null
  readonly text: string
}

let folder: string
let server: Server
let daemon: Daemon
/** What was posted, and what was answered: nothing while it hangs. */
let posted: { readonly message: Message; readonly isAnswered: boolean; readonly isSigned: boolean }[]
let hangs: boolean
let open: ServerResponse[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-notify-'))
  ;[posted, hangs, open] = [[], false, []]
  server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      const { 'breakwater-signature': signature, 'breakwater-timestamp': time } = request.headers
      const isSigned = signature === `v1=${createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex')}`
      posted.push({ message: JSON.parse(body), isAnswered: !hangs, isSigned })
      if (hangs) open.push(response)
      else response.end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  writeFileSync(join(folder, 'access.log'), '')
  writeFileSync(
    join(folder, 'breakwater.yaml'),
    `profile: classic
ceiling: { per_second: 20, per_10_seconds: 60 }
incidents: { resolve_after: 3s }
server: { listen: off }
notify: { channels: [{ name: hook, type: webhook, url: "http://127.0.0.1:${port}/", secret: ${SECRET}, group_window: 10s }] }
`,
  )
  daemon = await start()
})
afterEach(async () => {
  await daemon.stop()
  for (const response of open) response.destroy()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<Daemon> {
  const [log, config] = [join(folder, 'access.log'), join(folder, 'breakwater.yaml')]
  const started = new Daemon([log, '-c', config, '--state-dir', join(folder, 'state'), '-o', 'ndjson'])
  await started.message('access.log: empty so far').catch(() => started.message('reading goes on'))
  return started
}

function flood(address: string): void {
  const time = new Date().toISOString().replace(/\.\d+Z/, '+00:00')
  const line = `{"time_iso8601":"${time}","remote_addr":"${address}","status":200,"request":"GET /?token=hidden HTTP/1.1"}\n`
  appendFileSync(join(folder, 'access.log'), line.repeat(100))
}

const about = (address: string, state: string) =>
  posted.find(({ message }) => message.state === state && message.sources.some((source) => source.address === address))

describe('messages of a real daemon', () => {
  it('tell of a flood within seconds and of its end in the same thread, signed', async () => {
    flood('203.0.113.10')
    const first = await waitUntil('the message', 15_000, () => about('203.0.113.10', 'firing'))
    expect(first).toMatchObject({ isSigned: true, message: { kind: 'incident', sources: [{ state: 'observed' }] } })
    // Nothing is blocked: there is nothing to undo.
    expect(first.message.undo).toEqual([])
    expect(first.message.text).toContain('would have banned')
    expect(JSON.stringify(first.message)).not.toContain('hidden')
    const last = await waitUntil('the end', 45_000, () =>
      posted.find(({ message }) => message.state === 'resolved' && message.thread === first.message.thread),
    )
    expect(last.message.id).not.toBe(first.message.id)
    expect(posted.filter(({ message }) => message.thread === first.message.thread).length).toBeLessThanOrEqual(3)
  })

  it('are delivered after a crash between decision and delivery', async () => {
    hangs = true
    flood('203.0.113.20')
    const lost = await waitUntil('the attempt', 15_000, () => about('203.0.113.20', 'firing'))
    expect(lost.isAnswered).toBe(false)
    daemon.signal('SIGKILL')
    await daemon.ended
    hangs = false
    daemon = await start()
    const again = await waitUntil('the delivery', 30_000, () =>
      posted.find(({ message, isAnswered }) => isAnswered && message.id === lost.message.id),
    )
    expect(again.message).toEqual(lost.message)
  })
})
