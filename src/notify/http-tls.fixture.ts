import { httpSend } from './http-send.ts'

/** Posts to a port of this machine under a name, and prints the status or what went wrong. */
const [host, port] = process.argv.slice(2)
const outgoing = { url: new URL(`https://${host}:${port}/`), headers: {}, body: '{}' }
const options = { timeout: 5_000, allow_private: true, allow_http: false }
const said = await httpSend(outgoing, options, async () => [{ address: '127.0.0.1', family: 4 }]).then(
  ({ status }) => String(status),
  (error: NodeJS.ErrnoException) => error.code ?? error.name,
)
process.stdout.write(said)
