/** From the write of a log line to the kernel's drop, beside 5,000 and 50,000 other lines a second. `npx tsx bench/drop-latency.ts` */
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { NetworkPair } from '../test/e2e/network-namespace.ts'

const PORT = 9_999
const ATTACKS = 60
const PAUSE = 100
/** The ceiling of classic for one second, and the line that goes over it. */
const LINES = 301
const MAIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')

const now = () => performance.timeOrigin + performance.now()
const sleep = (length: number) => new Promise((resolve) => setTimeout(resolve, length))
const stamp = () => new Date().toISOString().replace(/\.\d+Z/, '+00:00')
const lineOf = (address: string, time: string) =>
  `{"time_iso8601":"${time}","remote_addr":"${address}","status":200,"request":"GET /shop/item?id=7 HTTP/1.1"}\n`

const pair = new NetworkPair()
const folder = mkdtempSync(join(tmpdir(), 'breakwater-drop-'))
const log = join(folder, 'access.log')
const children: ChildProcess[] = []
function start(within: string, args: readonly string[]): ChildProcess {
  const [command, ...rest] = [...pair.within(within), process.execPath, ...args]
  const child = spawn(command!, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

async function measure(rate: number): Promise<number[]> {
  writeFileSync(log, '')
  const args = ['run', log, '--profile', 'classic', '--enforce', 'nftables', '-o', 'ndjson', '-q', '--purge']
  const daemon = start(pair.server, [MAIN, ...args, '--state-dir', join(folder, `state-${rate}`)])
  daemon.stdout!.resume()
  const probe = start(pair.client, [
    join(import.meta.dirname, 'drop', 'probe.mjs'),
    NetworkPair.serverAddress,
    String(PORT),
  ])
  const begun = new Map<string, () => void>()
  const dropped = new Map<string, (at: number) => void>()
  createInterface({ input: probe.stdout! }).on('line', (line) => {
    const { address, at } = JSON.parse(line)
    if (at === undefined) begun.get(address)?.()
    else dropped.get(address)?.(at)
  })
  let other = 0
  const others = setInterval(() => {
    const time = stamp()
    let text = ''
    // Each of 32,768 visitors sends few: none is over a limit.
    for (let i = 0; i < rate / 100; i++, other = (other + 1) & 0x7fff)
      text += lineOf(`198.18.${other >> 8}.${other & 255}`, time)
    appendFileSync(log, text)
  }, 10)
  await sleep(4_000)
  const times: number[] = []
  for (let attack = 0; attack < ATTACKS; attack++) {
    const address = `198.19.${rate > 10_000 ? 1 : 0}.${attack + 1}`
    const isDropped = new Promise<number>((resolve) => dropped.set(address, resolve))
    await new Promise<void>((resolve) => {
      begun.set(address, resolve)
      probe.stdin!.write(`${address}\n`)
    })
    await sleep(20)
    const written = now()
    appendFileSync(log, lineOf(address, stamp()).repeat(LINES))
    times.push(Math.max(0, (await isDropped) - written))
    await sleep(PAUSE)
  }
  clearInterval(others)
  for (const child of [daemon, probe]) {
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGTERM')
    await ended
  }
  return times.sort((a, b) => a - b)
}

try {
  const echo = start(pair.server, [join(import.meta.dirname, 'drop', 'echo.mjs'), String(PORT)])
  await new Promise((resolve) => echo.stdout!.once('data', resolve))
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, nftables, ${ATTACKS} attacks each`,
  )
  for (const rate of [5_000, 50_000]) {
    const times = await measure(rate)
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!.toFixed(0)
    console.log(
      `${rate.toLocaleString('en')} lines/s beside: p50 ${at(0.5)} ms (aim 50), p99 ${at(0.99)} ms (aim 250), most ${at(1)} ms`,
    )
  }
} finally {
  for (const child of children) child.kill('SIGKILL')
  pair.remove()
  rmSync(folder, { recursive: true, force: true })
}
