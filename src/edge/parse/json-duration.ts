import type { DurationUnit, JsonMapping } from './json-keys.ts'
import type { JsonLeaf } from './json-leaves.ts'
import { DURATIONS, FOREIGN, UNIT_ENDINGS } from './json-names.ts'

/** Seconds; a request that took longer was not measured in seconds. */
const LONGEST = 86_400

type Usual = (typeof DURATIONS)[number][1]
type Duration = NonNullable<JsonMapping['duration']>

/** The key that tells how long the request took; undefined when none does, or its unit is in doubt. */
export function findDuration(leaves: readonly JsonLeaf[]): Duration | undefined {
  // Envoy and the Elastic Common Schema have units of their own.
  const isOfEnvoy = leaves.some(({ path }) => path === 'response_flags')
  for (const [name, usual] of DURATIONS) {
    for (const { path, value } of leaves) {
      const parts = path.toLowerCase().split('.')
      if (parts.slice(0, -1).some((part) => FOREIGN.test(part))) continue
      const key = parts.at(-1)!
      if (!key.startsWith(name)) continue
      const own = path === 'event.duration' ? 'ns' : isOfEnvoy && path === 'duration' ? 'ms' : usual
      const unit = key === name ? unitOf(value, own) : endingUnit(key.slice(name.length), value)
      if (unit !== undefined) return { path, unit }
    }
  }
  return undefined
}

/** A text such as `12ms` says its unit itself. */
function unitOf(value: unknown, usual: Usual): DurationUnit | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value)
  if (/\d\s*(?:ns|[uµμ]s|ms|s|m|h)$/.test(text)) return 'text'
  if (text === '' || text === '-') return usual === 'either' || usual === 'doubtful' ? 's' : usual
  if (!/^\d+(?:\.\d+)?(?:[,:\s].*)?$/.test(text)) return undefined
  if (usual === 'either' || usual === 'doubtful') {
    return text.includes('.') ? 's' : usual === 'either' ? 'ms' : undefined
  }
  return usual === 's' && Number(text) > LONGEST ? undefined : usual
}

function endingUnit(ending: string, value: unknown): DurationUnit | undefined {
  const unit = UNIT_ENDINGS.find(([known]) => known === ending)?.[1]
  return unit === undefined ? undefined : unitOf(value, unit)
}
