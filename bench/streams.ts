/**
 * From the write of a log line to the ban, with 200 open live streams and with none, in turns beside 5,000 other lines a second.
 * `npx tsx bench/streams.ts`, after `npm run build`
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, type ClientRequest, get } from 'node:http'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '../test/e2e/free-port.ts'

const STREAMS = 200
const TURNS = 10
const ATTACKS = 20
const PAUSE = 73
const RATE = 5_000
/** The ceiling of classic for one second, and the line that goes over it. */
const LINES = 301
const TOKEN = 'a-token-for-this-benchmark'
const MAIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')

const sleep = (length: number) => new Promise((resolve) => setTimeout(resolve, length))
const stamp = () => new Date().toISOString().replace(/\.\d+Z/, '+00:00')
const lineOf = (address: string, time: string) =>
  `{"time_iso8601":"${time}","remote_addr":"${address}","status":200,"request":"GET /shop/item?id=7 HTTP/1.1"}\n`
const folder = mkdtempSync(join(tmpdir(), 'breakwater-streams-'))
const log = join(folder, 'access.log')
const port = await freePort()
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })
const banned = new Map<string, () => void>()
let bytes = 0
let daemon: ChildProcess | null = null

/** The stream of one browser of many behind a proxy; what it is sent is read and counted. */
function openStream(client: number): Promise<ClientRequest> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': `198.51.100.${client}` }
  return new Promise((resolve, reject) => {
    const request = get({ port, host: '127.0.0.1', path: '/api/v1/live', agent, headers }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`a stream was answered ${answer.statusCode}`))
      answer.on('data', (part: Buffer) => {
        bytes += part.length
      })
      answer.on('error', () => {})
      resolve(request)
    }).once('error', reject)
  })
}

async function attacks(turn: number): Promise<number[]> {
  const times: number[] = []
  for (let attack = 0; attack < ATTACKS; attack++) {
    const address = `198.19.${turn}.${attack + 1}`
    const isBanned = new Promise<void>((resolve) => banned.set(address, resolve))
    const written = performance.now()
    appendFileSync(log, lineOf(address, stamp()).repeat(LINES))
    await isBanned
    times.push(performance.now() - written)
    await sleep(PAUSE)
  }
  return times
}

const told = (name: string, times: readonly number[]) => {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  console.log(
    `${name}: p50 ${at(0.5).toFixed(1)} ms, p90 ${at(0.9).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms, n = ${times.length}`,
  )
  return at(0.5)
}

try {
  writeFileSync(log, '')
  const config = join(folder, 'breakwater.yaml')
  writeFileSync(config, `trusted_proxies: [127.0.0.1]\nserver: { token: ${TOKEN} }\n`)
  const args = [
    MAIN,
    'run',
    log,
    '--profile',
    'classic',
    '-o',
    'ndjson',
    '-q',
    '-c',
    config,
    '--listen',
    `127.0.0.1:${port}`,
  ]
  daemon = spawn(process.execPath, [...args, '--state-dir', join(folder, 'state')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  createInterface({ input: daemon.stdout! }).on('line', (line) => {
    const event = JSON.parse(line)
    if (event.type === 'ban') banned.get(event.address)?.()
  })
  let other = 0
  const others = setInterval(() => {
    const time = stamp()
    let text = ''
    for (let i = 0; i < RATE / 100; i++, other = (other + 1) & 0x7fff)
      text += lineOf(`198.18.${other >> 8}.${other & 255}`, time)
    appendFileSync(log, text)
  }, 10)
  await sleep(4_000)
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, ${RATE} lines/s beside`)
  const [alone, watched]: [number[], number[]] = [[], []]
  let [streamed, received] = [0, 0]
  for (let turn = 0; turn < TURNS; turn++) {
    alone.push(...(await attacks(2 * turn)))
    const streams = await Promise.all(Array.from({ length: STREAMS }, (_, client) => openStream(client)))
    const [before, began] = [bytes, performance.now()]
    watched.push(...(await attacks(2 * turn + 1)))
    received += bytes - before
    streamed += performance.now() - began
    for (const stream of streams) stream.destroy()
    await sleep(500)
  }
  clearInterval(others)
  const [before, after] = [told('no stream', alone), told(`${STREAMS} streams`, watched)]
  console.log(
    `ratio of p50 ${(after / before).toFixed(2)} (gate 1.10); a stream received ${(received / STREAMS / (streamed / 1_000) / 1_024).toFixed(1)} KiB/s`,
  )
} finally {
  daemon?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
