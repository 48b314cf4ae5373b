import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { hasCommand } from '../lib/run-command.ts'
import { selfSigned } from '../lib/self-signed.fixture.ts'

const reason = hasCommand('openssl') ? '' : ' (skipped: openssl makes the certificate, and is not installed)'

it.skipIf(reason !== '')(
  `verifies the certificate against the name, although it connects to an address${reason}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-tls-'))
    const { key, cert } = await selfSigned(folder, 'hooks.example')
    const server = createServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      (_, response) => void response.end(),
    )
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const post = async (host: string, trusted: boolean) => {
      const args = ['--import', 'tsx', join(import.meta.dirname, 'http-tls.fixture.ts'), host, String(port)]
      const env = { ...process.env, ...(trusted && { NODE_EXTRA_CA_CERTS: cert }) }
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
      return text(child.stdout)
    }
    const said = await Promise.all([
      post('hooks.example', true),
      post('other.example', true),
      post('hooks.example', false),
    ])
    expect(said).toEqual(['200', 'ERR_TLS_CERT_ALTNAME_INVALID', expect.stringMatching(/SELF_SIGNED|UNABLE_TO/)])
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  },
)
