import { join } from 'node:path'
import { runCommand } from './run-command.ts'

/** A key and a certificate of this name in the folder, signed by nobody else, for two days: made by openssl. */
export async function selfSigned(
  folder: string,
  name: string,
): Promise<{ readonly key: string; readonly cert: string }> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const request = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  await runCommand(['openssl', 'req', ...request, ...subject, '-keyout', key, '-out', cert], { timeout: 20_000 })
  return { key, cert }
}
