import type { Desk } from '../domain/control.ts'
import type { ReplayLab } from '../domain/replay-lab.ts'
import type { SiteDesk } from '../domain/site-desk.ts'
import type { Access } from './access/access.ts'
import type { Role } from './access/role.ts'
import { type ControlApp, controlApp } from './control-app.ts'
import { sessionRoutes } from './routes/session.ts'
import { signInCodeRoutes } from './routes/sign-in-codes.ts'
import type { Schema } from './schema-parts.ts'

export interface RouteDescription {
  readonly method: string
  readonly path: string
  /** Who may ask, at least. */
  readonly role: Role
  readonly listens: 'everywhere' | 'socket' | 'network'
  /** An operation of OpenAPI 3.1. */
  readonly operation: Schema
}

export interface ApiDescription {
  readonly routes: readonly RouteDescription[]
  /** Schemas that routes refer to, by name. */
  readonly schemas: Readonly<Record<string, Schema>>
}

/** Every route of the API with who may ask, and where. Nothing is listened to and nobody is asked. */
export async function describeApi(version: string): Promise<ApiDescription> {
  const seen = new Map<string, Pick<RouteDescription, 'role' | 'listens'>>()
  let listens: RouteDescription['listens'] = 'everywhere'
  const note = (app: ControlApp) => {
    app.addHook('onRoute', ({ method, url, config }) => {
      for (const each of [method].flat()) {
        const role = config?.role ?? (each === 'GET' ? 'viewer' : 'operator')
        seen.set(`${each} ${url.replaceAll(/:(\w+)/g, '{$1}')}`, { role, listens })
      }
    })
  }
  // Routes are described by their schemas: no handler runs.
  const nobody = {} as Desk & SiteDesk & ReplayLab & Access
  const app = await controlApp(nobody, { version, onFault: () => {}, site: nobody, lab: nobody, gate: note })
  listens = 'socket'
  signInCodeRoutes(app, () => null)
  listens = 'network'
  sessionRoutes(app, { access: nobody, version, isSecure: true })
  await app.ready()
  const { paths = {}, components } = app.swagger() as unknown as OpenApi
  await app.close()
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([verb, operation]) => {
      const method = verb.toUpperCase()
      const found = seen.get(`${method} ${path}`)
      return found === undefined || method === 'HEAD' ? [] : [{ method, path, ...found, operation }]
    }),
  )
  return { routes, schemas: components?.schemas ?? {} }
}

interface OpenApi {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Schema>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}
