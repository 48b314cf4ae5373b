import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LOG_FORMAT } from '../../src/simulate/nginx-json.ts'
import { waitUntil } from './wait-until.ts'

export function nginxTrouble(): string | undefined {
  return spawnSync('nginx', ['-v']).error ? 'nginx is not installed (Debian package nginx-light)' : undefined
}

/** A real nginx with its own configuration, pid and log in a folder. */
export class NginxServer {
  readonly log: string
  readonly #folder: string
  readonly #process: ChildProcess

  /** `alsoTo`: targets of further access_log directives, such as `syslog:server=127.0.0.1:5140 combined`. */
  constructor(folder: string, within: readonly string[], alsoTo: readonly string[] = []) {
    this.#folder = folder
    this.log = join(folder, 'access.log')
    mkdirSync(join(folder, 'www'))
    writeFileSync(join(folder, 'www', 'index.html'), 'hello\n')
    writeFileSync(
      join(folder, 'nginx.conf'),
      `user root; daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  ${LOG_FORMAT}
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen 80; listen [::]:80; access_log ${this.log} breakwater; ${alsoTo.map((target) => `access_log ${target};`).join(' ')} root ${folder}/www; }
}
`,
    )
    const [command, ...args] = [...within, 'nginx', '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
    this.#process = spawn(command!, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  }

  async ready(): Promise<void> {
    await waitUntil('nginx to start', 10_000, () => existsSync(join(this.#folder, 'nginx.pid')) && existsSync(this.log))
  }

  /** Opens its log anew, as logrotate asks it to. */
  reopen(): void {
    process.kill(Number(readFileSync(join(this.#folder, 'nginx.pid'), 'utf8')), 'SIGUSR1')
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('close', resolve))
    this.#process.kill('SIGTERM')
    await ended
  }
}
