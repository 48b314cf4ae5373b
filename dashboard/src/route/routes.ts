import type { ComponentType } from 'preact'

export interface PageProps {
  /** Parts of the path that a route names, decoded. */
  readonly params: Readonly<Record<string, string>>
}

export interface Route {
  /** `:name` stands for one part, the last one with `*` for all that follows: networks have a slash. */
  readonly path: string
  readonly title: string
  /** Charts of it follow the range buttons. */
  readonly hasRange?: true
  /** Stands in the menu. */
  readonly isInMenu: boolean
  readonly load: () => Promise<ComponentType<PageProps>>
}

/** Every page; the menu is in this order. */
export const ROUTES: readonly Route[] = [
  {
    path: '/',
    title: 'Overview',
    isInMenu: true,
    hasRange: true,
    load: async () => (await import('../pages/overview/overview-page.tsx')).OverviewPage,
  },
  {
    path: '/incidents',
    title: 'Incidents',
    isInMenu: true,
    load: async () => (await import('../pages/incidents/incidents-page.tsx')).IncidentsPage,
  },
  {
    path: '/incidents/:id',
    title: 'Incident',
    isInMenu: false,
    load: async () => (await import('../pages/incidents/incident-page.tsx')).IncidentPage,
  },
  {
    path: '/sources/:address*',
    title: 'Source',
    isInMenu: false,
    load: async () => (await import('../pages/source/source-page.tsx')).SourcePage,
  },
  {
    path: '/bans',
    title: 'Bans',
    isInMenu: true,
    load: async () => (await import('../pages/bans/bans-page.tsx')).BansPage,
  },
  {
    path: '/traffic',
    title: 'Traffic',
    isInMenu: true,
    hasRange: true,
    load: async () => (await import('../pages/traffic/traffic-page.tsx')).TrafficPage,
  },
  {
    path: '/lab',
    title: 'Replay lab',
    isInMenu: true,
    load: async () => (await import('../pages/lab/lab-page.tsx')).LabPage,
  },
  {
    path: '/audit',
    title: 'Audit log',
    isInMenu: true,
    load: async () => (await import('../pages/audit/audit-page.tsx')).AuditPage,
  },
  {
    path: '/settings',
    title: 'Settings',
    isInMenu: true,
    load: async () => (await import('../pages/settings/settings-page.tsx')).SettingsPage,
  },
]

/** The route of a path with what its parts are, or null. */
export function matchRoute(path: string): { readonly route: Route; readonly params: PageProps['params'] } | null {
  for (const route of ROUTES) {
    const params = matchPattern(route.path, path)
    if (params !== null) return { route, params }
  }
  return null
}

export function matchPattern(pattern: string, path: string): PageProps['params'] | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(':') && part.endsWith('*')) {
      params[part.slice(1, -1)] = decoded(given.slice(index).join('/'))
      return given.length > index ? params : null
    }
    const actual = given[index]
    if (actual === undefined || (part.startsWith(':') ? actual === '' : actual !== part)) return null
    if (part.startsWith(':')) params[part.slice(1)] = decoded(actual)
  }
  return wanted.length === given.length ? params : null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
