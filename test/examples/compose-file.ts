import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const text = z.string().min(1)
/** NAME:PATH or ./FILE:PATH, with :ro where nothing is to be written. */
const mount = z.string().regex(/^(?:[a-z][a-z0-9_-]*|\.{1,2}\/[\w./-]+):\/[\w./-]+(?::ro)?$/)
const port = z.string().regex(/^(?:\d+\.\d+\.\d+\.\d+:)?\d+:\d+$/)
const image = z
  .string()
  .regex(/^(?:[a-z0-9.]+\/[a-z0-9._/-]+|[a-z]+):[\w.-]+$/, { error: 'name the registry and a tag' })
const environment = z.record(z.string().regex(/^[A-Z_]+$/), z.string())

const service = z.strictObject({
  image: image.optional(),
  build: text.optional(),
  restart: z.enum(['unless-stopped', 'on-failure']),
  ports: z.array(port).optional(),
  volumes: z.array(mount).optional(),
  environment: environment.optional(),
  depends_on: z.array(text).optional(),
  network_mode: text.optional(),
  command: z.array(text).optional(),
  entrypoint: z.array(text).optional(),
  user: text.optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(text).optional(),
  cap_drop: z.array(text).optional(),
  cap_add: z.array(z.enum(['SETUID', 'SETGID', 'NET_ADMIN', 'NET_RAW'])).optional(),
  security_opt: z.array(text).optional(),
  init: z.boolean().optional(),
  mem_limit: text.optional(),
  stop_grace_period: text.optional(),
})

const schema = z.strictObject({
  name: text,
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
})

export type ComposeFile = z.infer<typeof schema>

export function readCompose(folder: string): ComposeFile {
  return schema.parse(parse(readFileSync(join(folder, 'compose.yaml'), 'utf8')))
}

/** What does not fit together in a compose file that has the form of one. */
export function composeFaults(folder: string, file: ComposeFile): string[] {
  const faults: string[] = []
  const used = new Set<string>()
  for (const [name, { image, build, volumes = [], depends_on = [], network_mode, ports }] of Object.entries(
    file.services,
  )) {
    if (image === undefined && build === undefined) faults.push(`${name} has neither image nor build`)
    if (build !== undefined && !existsSync(join(folder, build, 'Dockerfile')))
      faults.push(`${name}: no Dockerfile in ${build}`)
    for (const one of volumes) {
      const [from] = one.split(':') as [string]
      if (!from.startsWith('.')) used.add(from)
      else if (!existsSync(join(folder, from))) faults.push(`${name}: ${from} is not there`)
    }
    const shared = network_mode?.replace('service:', '')
    for (const other of [...depends_on, ...(shared === undefined ? [] : [shared])])
      if (!(other in file.services)) faults.push(`${name}: there is no service ${other}`)
    if (shared !== undefined && ports !== undefined) faults.push(`${name}: its ports are those of ${shared}`)
  }
  for (const name of used) if (!(name in file.volumes)) faults.push(`the volume ${name} is not named`)
  for (const name of Object.keys(file.volumes)) if (!used.has(name)) faults.push(`nobody uses the volume ${name}`)
  return faults
}

/** Variables that the compose file takes from the environment, `NAME` or with a default, and those that must be set. */
export function variablesOf(folder: string): { readonly all: string[]; readonly required: string[] } {
  const found = [...readFileSync(join(folder, 'compose.yaml'), 'utf8').matchAll(/^[^#]*?\$\{([A-Z_]+)(:[-?])?/gm)]
  const all = [...new Set(found.map(([, name]) => name!))].sort()
  return { all, required: all.filter((name) => found.some(([, one, rule]) => one === name && rule !== ':-')) }
}

/** `NAME=VALUE` lines. */
export function readEnvironment(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n')
  return Object.fromEntries(lines.flatMap((line) => (/^[A-Z_]+=/.test(line) ? [line.split(/=(.*)/s).slice(0, 2)] : [])))
}
