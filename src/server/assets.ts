import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ControlApp } from './control-app.ts'

/** Files of a build that are taken in, and the bytes of each. */
const MOST_FILES = 500
const LARGEST = 4 << 20
const PLAIN_NAME = /^[\w-][\w.-]*$/
/** Names that change with their content, as the build makes them. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** Addresses that the pages of the dashboard own: all are answered by its one document. */
export const PAGES = [
  '/',
  '/incidents',
  '/incidents/:id',
  '/sources',
  '/sources/:address',
  '/bans',
  '/lab',
  '/lab/:id',
  '/traffic',
  '/settings',
  '/audit',
  '/login',
] as const

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Breakwater</title>
<h1>The dashboard is not built</h1>
<p>Run <code>npm run build</code> and start Breakwater again. The API is at <a href="/api/v1/openapi.json">/api/v1</a>.</p>
</html>
`

export interface Asset {
  readonly bytes: Buffer
  /** null: it would not be smaller. */
  readonly gzip: Buffer | null
  readonly type: string
  readonly etag: string
  readonly cache: string
}

/** All files of the dashboard's build by the path they are asked for, read once: no path of a request ever reaches the disk. */
export function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>()
  read(folder, '', assets)
  if (!assets.has('/index.html')) assets.set('/index.html', assetOf('/index.html', Buffer.from(NOT_BUILT)))
  return assets
}

function read(folder: string, above: string, into: Map<string, Asset>): void {
  let entries: ReturnType<typeof entriesOf> = []
  try {
    entries = entriesOf(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above !== '') throw error
  }
  for (const entry of entries) {
    if (!PLAIN_NAME.test(entry.name)) continue
    const path = `${above}/${entry.name}`
    if (entry.isDirectory()) read(join(folder, entry.name), path, into)
    else if (entry.isFile() && TYPES[extname(path)] !== undefined && into.size < MOST_FILES) {
      const bytes = readFileSync(join(folder, entry.name))
      if (bytes.length <= LARGEST) into.set(path, assetOf(path, bytes))
    }
  }
}

function entriesOf(folder: string) {
  return readdirSync(folder, { withFileTypes: true })
}

function assetOf(path: string, bytes: Buffer): Asset {
  const gzip = gzipSync(bytes, { level: 9 })
  return {
    bytes,
    gzip: gzip.length < bytes.length ? gzip : null,
    type: TYPES[extname(path)]!,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    cache: HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
}

/** One route a file and a page, and no other. They hold nothing of the site and are given to anybody. */
export function assetRoutes(app: ControlApp, assets: ReadonlyMap<string, Asset>): void {
  const add = (path: string, asset: Asset) =>
    app.get(path, { config: { role: 'nobody' }, schema: { hide: true } }, (request, reply) =>
      send(request, reply, asset),
    )
  for (const [path, asset] of assets) add(path, asset)
  for (const page of PAGES) add(page, assets.get('/index.html')!)
}

function send({ headers }: FastifyRequest, reply: FastifyReply, { bytes, gzip, type, etag, cache }: Asset) {
  reply.headers({ 'cache-control': cache, etag, vary: 'accept-encoding' })
  if (headers['if-none-match']?.includes(etag)) return reply.code(304).send()
  reply.type(type)
  if (gzip === null || !/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$|\s))/.test(headers['accept-encoding'] ?? ''))
    return reply.send(bytes)
  return reply.header('content-encoding', 'gzip').send(gzip)
}
