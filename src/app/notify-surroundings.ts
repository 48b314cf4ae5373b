import { hostname } from 'node:os'
import { quantity } from '../brain/explain/reason.ts'
import { redactLine } from '../brain/explain/redact.ts'
import type { Config } from '../config/schema.ts'
import type { Surroundings } from '../notify/compose.ts'
import type { Wording } from '../wire/words.ts'

/** What messages say of the site, where they lead, and how they tell numbers and times. */
export function notifySurroundings(config: () => Config, wording: Wording): Surroundings {
  return {
    get site() {
      return siteName(config())
    },
    get mode() {
      return config().enforce
    },
    phrasing: { quantity, duration: wording.duration, time: wording.time, redact: redactLine },
    link: (page) => {
      const base = dashboardUrl(config())
      return base === null ? null : `${base}/${page}`
    },
  }
}

export function siteName({ server: { name, public_url } }: Config): string {
  return name ?? (public_url === null ? hostname() : new URL(public_url).host)
}

/** Where people reach the dashboard, without a slash at its end; null: nowhere. */
export function dashboardUrl({ server: { listen, public_url } }: Config): string | null {
  if (public_url !== null) return public_url.replace(/\/$/, '')
  return listen === null ? null : `http://${listen.replace(/^(0\.0\.0\.0|\[::\]):/, `${hostname()}:`)}`
}
