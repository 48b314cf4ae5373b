import type { runCommand } from '../../lib/run-command.ts'

const SERVER = '192.0.2.1'
const BANNED = '192.0.2.2'
const NEIGHBOUR = '192.0.2.3'
const PORT = 8_080
/** Milliseconds after which each program is killed, and that a packet may take. */
const LIFE = 15_000
const PATIENCE = 700

/** Answers until it is killed. */
const SERVE = `require('net').createServer((c) => c.on('error', () => {}).end('yes')).listen(${PORT}, '${SERVER}')`

/** Prints which of the addresses got through. The server may take a moment to start. */
const CONNECT = `const net = require('net'), { scheduler } = require('timers/promises')
const once = (from) => new Promise((done) => {
  const c = net.connect({ host: '${SERVER}', port: ${PORT}, localAddress: from, timeout: ${PATIENCE} })
  const end = (yes) => { c.destroy(); done(yes) }
  c.once('timeout', () => end(false)).once('data', () => end(true)).once('error', () => end(false))
})
const patiently = async (from) => {
  for (let left = 60; left > 0; left--) { if (await once(from)) return true; await scheduler.wait(50) }
  return false
}
patiently('${NEIGHBOUR}').then(async (neighbour) => console.log(JSON.stringify({ neighbour, banned: await once('${BANNED}') })))`

const NFT_RULES = `table inet breakwater_doctor {
  set banned {
    type ipv4_addr
    flags timeout
    elements = { ${BANNED} timeout 1m }
  }
  chain input {
    type filter hook input priority -10
    policy accept
    ip saddr @banned drop
  }
}
`

/** A server and its clients in two network namespaces, joined by a virtual cable. */
export class ThrowAwayNetwork {
  readonly #run: typeof runCommand
  readonly #inner = `bw-doctor-${process.pid}-s`
  readonly #outer = `bw-doctor-${process.pid}-c`
  #server: Promise<unknown> = Promise.resolve()

  constructor(run: typeof runCommand) {
    this.#run = run
  }

  /** Throws CommandError when it is not permitted. */
  async build(): Promise<void> {
    const ip = (...args: string[]) => this.#run(['ip', ...args])
    for (const name of [this.#inner, this.#outer]) {
      await ip('netns', 'add', name)
      await ip('-n', name, 'link', 'set', 'lo', 'up')
    }
    await ip('link', 'add', 'bw0', 'netns', this.#inner, 'type', 'veth', 'peer', 'name', 'bw1', 'netns', this.#outer)
    await ip('-n', this.#inner, 'addr', 'add', `${SERVER}/24`, 'dev', 'bw0')
    for (const address of [BANNED, NEIGHBOUR]) await ip('-n', this.#outer, 'addr', 'add', `${address}/24`, 'dev', 'bw1')
    await ip('-n', this.#inner, 'link', 'set', 'bw0', 'up')
    await ip('-n', this.#outer, 'link', 'set', 'bw1', 'up')
    this.#server = this.#within(this.#inner, [process.execPath, '-e', SERVE], LIFE).catch(() => {})
  }

  /** Which of the two addresses reaches the server now. */
  async reach(): Promise<{ readonly banned: boolean; readonly neighbour: boolean }> {
    return JSON.parse(await this.#within(this.#outer, [process.execPath, '-e', CONNECT], LIFE))
  }

  /** Throws CommandError when the kernel does not take the rule. */
  async ban(tool: 'nft' | 'iptables'): Promise<void> {
    if (tool === 'nft') await this.#run(['ip', 'netns', 'exec', this.#inner, 'nft', '-f', '-'], { stdin: NFT_RULES })
    else await this.#within(this.#inner, ['iptables', '-w', '2', '-I', 'INPUT', '-s', BANNED, '-j', 'DROP'], 3_000)
  }

  /** Leaves nothing behind, whatever was built. */
  async remove(): Promise<void> {
    for (const name of [this.#inner, this.#outer]) {
      const pids = await this.#run(['ip', 'netns', 'pids', name]).catch(() => '')
      for (const pid of pids.split('\n').filter((word) => word !== '')) endProcess(Number(pid))
      await this.#run(['ip', 'netns', 'del', name]).catch(() => {})
    }
    await this.#server
  }

  #within(name: string, command: readonly string[], timeout: number): Promise<string> {
    return this.#run(['ip', 'netns', 'exec', name, ...command], { timeout })
  }
}

/** One that runs in a namespace of ours. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}
