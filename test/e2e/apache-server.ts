import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask } from './seen-request.ts'
import { waitUntil } from './wait-until.ts'

const COMMAND = '/usr/sbin/apache2'
const MODULES = '/usr/lib/apache2/modules'
const WANTED = ['mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_basic']
  .concat(['mime', 'proxy', 'proxy_http', 'logio', 'log_config'])
  .filter((name) => existsSync(`${MODULES}/mod_${name}.so`))

export function apacheTrouble(): string | undefined {
  return spawnSync(COMMAND, ['-v']).error ? 'Apache is not installed (Debian package apache2-bin)' : undefined
}

/** A real Apache that logs each request once by each of `formats`. /slow is passed to a backend, /private asks for a user. */
export class ApacheServer {
  readonly port: number
  readonly #folder: string
  readonly #process: ChildProcess
  readonly #ended: Promise<unknown>
  #messages = ''

  constructor(folder: string, port: number, backend: number, formats: Readonly<Record<string, string>>) {
    this.#folder = folder
    this.port = port
    chmodSync(folder, 0o755)
    mkdirSync(join(folder, 'www'))
    writeFileSync(join(folder, 'www', 'index.html'), 'hello\n')
    writeFileSync(join(folder, 'users'), '')
    writeFileSync(join(folder, 'mime.types'), 'text/html html\n')
    const logs = Object.entries(formats).map(
      ([name, format]) => `LogFormat ${JSON.stringify(format)} ${name}\nCustomLog ${this.log(name)} ${name}`,
    )
    writeFileSync(
      join(folder, 'apache.conf'),
      `ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/apache.pid
ServerName shop.example
Listen 127.0.0.1:${port}
${WANTED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
User www-data
Group www-data
ErrorLog ${folder}/error.log
TypesConfig ${folder}/mime.types
DocumentRoot ${folder}/www
ProxyPass /slow http://127.0.0.1:${backend}/slow
<Location /private>
  AuthType Basic
  AuthName private
  AuthBasicProvider file
  AuthUserFile ${folder}/users
  Require valid-user
</Location>
${logs.join('\n')}
`,
    )
    this.#process = spawn(COMMAND, ['-f', join(folder, 'apache.conf'), '-D', 'FOREGROUND'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#ended = new Promise((resolve) => this.#process.once('close', resolve))
    this.#process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#messages += text
    })
  }

  log(name: string): string {
    return join(this.#folder, `${name}.log`)
  }

  async ready(): Promise<void> {
    let answered = false
    const knock = () =>
      ask({ port: this.port, address: '127.0.0.1', path: '/' }).then(
        () => {
          answered = true
        },
        () => undefined,
      )
    await waitUntil(`Apache to start; it said: ${this.#messages}`, 10_000, () => {
      if (!answered) void knock()
      return answered
    })
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM')
    await this.#ended
  }
}
