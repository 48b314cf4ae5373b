import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { program } from '../../src/cli/program.ts'
import { MAIN } from '../e2e/daemon.ts'
import { freePort } from '../e2e/free-port.ts'
import { waitUntil } from '../e2e/wait-until.ts'
import { ROOT } from './fenced-blocks.ts'

/** A network of its own for what would change the firewall of this machine. */
export const hasNetworks = spawnSync('unshare', ['-n', 'nft', 'list', 'ruleset']).status === 0

/** What a line did, or what it did until it was ended. */
export interface Outcome {
  readonly status: number | null
  readonly said: string
}

/** Paths of commands that know a state folder, such as `bans list`. */
function withStateFolder(command: Command, path: string): string[] {
  const own = command.options.some(({ long }) => long === '--state-dir') ? [path] : []
  return [...own, ...command.commands.flatMap((inner) => withStateFolder(inner, `${path} ${inner.name()}`.trim()))]
}

/** A folder in which the lines of one page are run: with a `breakwater` that keeps its state there, logs, and a daemon. */
export class SnippetSandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'breakwater-snippets-'))
  #daemon: ChildProcess | undefined

  constructor() {
    for (const name of ['bin', 'state', 'var/log/nginx', 'etc/sysctl.d', 'node_modules'])
      mkdirSync(join(this.folder, name), { recursive: true })
    symlinkSync(ROOT, join(this.folder, 'node_modules', 'breakwater'))
    const first = [...new Set(withStateFolder(program(), '').map((path) => path.split(' ')[0]!))].filter(
      (name) => name !== 'run',
    )
    const main = `'${process.execPath}' '${MAIN}'`
    this.#program(
      'breakwater',
      `case "$1" in ${first.join('|')}) exec ${main} "$@" --state-dir '${this.folder}/state';; esac\nexec ${main} "$@"`,
    )
    this.#program('sudo', hasNetworks ? 'exec unshare -n "$@"' : 'exec "$@"')
    this.#program('ssh', 'shift; exec "$@"')
  }

  #program(name: string, script: string): void {
    writeFileSync(join(this.folder, 'bin', name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(this.folder, 'bin', name), 0o755)
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text)
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8')
  }

  /** Logs of the names that pages use, unless they are there: a simulated site with one flood. */
  addLogs(): void {
    if (existsSync(join(this.folder, 'access.log'))) return
    const made = this.run('breakwater simulate -q --length 14m --attack-at 11m --attack-for 1m --attack flood')
    if (made.status !== 0) throw new Error(made.said)
    const log = this.read('access.log')
    const half = log.indexOf('\n', log.length / 2) + 1
    for (const folder of ['.', 'var/log/nginx']) {
      this.write(`${folder}/access.log.1`, log.slice(0, half))
      this.write(`${folder}/access.log`, log)
    }
    this.run('head -c 100000 access.log | head -n -1 | gzip > access.log.gz && cp access.log.gz access.log.2.gz')
  }

  /** For a page that writes its own. */
  removeLogs(): void {
    for (const name of ['access.log', 'access.log.truth.json']) rmSync(join(this.folder, name), { force: true })
  }

  /** Places of a real machine become places of this folder. */
  #here(script: string): string {
    return script
      .replaceAll('node dist/cli/main.js', 'breakwater')
      .replaceAll(/(?<![\w.])\/(?:var\/lib\/breakwater|(var\/log|etc|tmp)(?=\/))/g, (_, folder?: string) =>
        join(this.folder, folder ?? 'state'),
      )
  }

  #environment(): NodeJS.ProcessEnv {
    const { PATH } = process.env
    return {
      PATH: `${this.folder}/bin:${PATH}`,
      HOME: this.folder,
      TZ: 'UTC',
      USER: 'mara',
      XDG_STATE_HOME: join(this.folder, 'home-state'),
    }
  }

  /** Runs a script, whose lines share their variables, to its end; at most 30 s. */
  run(script: string): Outcome {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', this.#here(script)], {
      cwd: this.folder,
      env: this.#environment(),
      encoding: 'utf8',
      timeout: 30_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { status, said: `${stdout}${stderr}` }
  }

  /** Runs what does not end by itself until it says that it watches, then ends it. */
  async runUntilItWatches(script: string): Promise<Outcome> {
    const rest = `--state-dir ${mkdtempSync(join(this.folder, 'run-'))} --listen off`
    const line = `${script.replace(/ run(?= |$)/, ` run ${rest}`)}`
    const child = spawn('bash', ['-c', this.#here(line)], {
      cwd: this.folder,
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk
    })
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    let isOver = false
    void ended.then(() => {
      isOver = true
    })
    await waitUntil(
      `"${script}" to watch; it said ${said}`,
      20_000,
      () => isOver || /: (observing|watching) /.test(said),
    )
    const status = isOver ? await ended : 0
    if (!isOver) process.kill(-child.pid!, 'SIGTERM')
    await ended
    return { status, said }
  }

  /** A daemon that watches the log and holds a ban, for those that ask and order one. */
  async startDaemon(): Promise<void> {
    if (this.#daemon !== undefined) return
    this.addLogs()
    const listen = `127.0.0.1:${await freePort()}`
    const args = [MAIN, 'run', 'var/log/nginx/access.log', '--plain', '--state-dir', 'state', '--listen', listen]
    this.#daemon = spawn(process.execPath, args, { cwd: this.folder, env: this.#environment(), stdio: 'ignore' })
    await waitUntil('the daemon', 20_000, () => existsSync(join(this.folder, 'state', 'control.sock')))
    const banned = this.run('breakwater bans add 203.0.113.10 --for 1h --reason "a test"')
    if (banned.status !== 0) throw new Error(banned.said)
  }

  async end(): Promise<void> {
    if (this.#daemon !== undefined) {
      const ended = new Promise((resolve) => this.#daemon!.once('close', resolve))
      this.#daemon.kill('SIGTERM')
      await ended
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}
