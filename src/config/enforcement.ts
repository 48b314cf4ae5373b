import { z } from 'zod'
import { parseCidr } from '../lib/cidr-set.ts'

const COMMAND = 'write the program and each of its arguments as a list, such as [nginx, -s, reload]'

const command = (least: number) =>
  z.array(z.string({ error: COMMAND }).min(1, { error: COMMAND }), { error: COMMAND }).min(least, { error: COMMAND })

/** `enforcement:`, what the ways to enforce bans need. */
export const enforcement = z.strictObject({
  table: z
    .string()
    .regex(/^breakwater[a-z0-9_]{0,20}$/, {
      error: 'write a name that begins with breakwater, so that no table of another program is meant',
    })
    .prefault('breakwater')
    .describe('nftables: name of our own table of family inet, which begins with breakwater'),
  cut_connections: z
    .boolean()
    .prefault(false)
    .describe('nftables, iptables: also end open connections of whom is banned, with ss -K; else they starve'),
  deny_file: z
    .string()
    .regex(/^\//, { error: 'write a path that begins with /' })
    .nullable()
    .prefault(null)
    .describe('nginx: file of deny lines that nginx includes, all ours. null: none'),
  reload: command(1)
    .prefault(['nginx', '-s', 'reload'])
    .describe('nginx: program and arguments that make nginx read the file again; no shell'),
  webhook: z
    .string()
    .superRefine((text, context) => {
      const fault = webhookFault(text)
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
    })
    .nullable()
    .prefault(null)
    .describe(
      'webhook: https address that each batch of bans is posted to; http to this machine or network. null: none',
    ),
  exec: command(0)
    .prefault([])
    .describe('exec: program and arguments that are run for each batch of bans, which it reads as JSON; no shell'),
})

/** The text may hold a secret and is not repeated. */
function webhookFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'write an address such as https://gateway.example/bans'
  const { protocol, hostname } = new URL(text)
  if (protocol === 'https:' || (protocol === 'http:' && isNear(hostname.replace(/^\[|\]$/g, '')))) return undefined
  return 'write an https address: http only to localhost or a private address, where nobody else reads along'
}

const NEAR = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1', 'fc00::/7'].map(parseCidr)

function isNear(host: string): boolean {
  if (host === 'localhost') return true
  try {
    const { kind, first } = parseCidr(host)
    return NEAR.some((range) => range.kind === kind && range.first <= first && first <= range.last)
  } catch {
    return false
  }
}
