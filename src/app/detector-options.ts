import type { Suspicion } from '../brain/detect/detector.ts'
import type { Point } from '../brain/detect/points.ts'
import type { DetectorOptions } from '../brain/detect/registry.ts'
import type { JudgedPoint } from '../brain/incident/site-watch.ts'
import type { Config } from '../config/schema.ts'
import type { Evidence, IncidentKind } from '../domain/finding.ts'

/** The options of all detectors, from the configuration. */
export function detectorOptions({ ceiling, classic }: Config): DetectorOptions {
  return {
    ceiling: { perSecond: ceiling.per_second, per10Seconds: ceiling.per_10_seconds },
    window: { windowSize: classic.points, sensitivity: classic.sensitivity },
    ewma: { alpha: classic.alpha, k: classic.k },
    rate: {
      z: classic.z,
      strictZ: classic.strict_z,
      multiplier: classic.multiplier,
      strictMultiplier: classic.strict_multiplier,
      floor: classic.floor,
    },
    errorSurge: classic.error_surge,
  }
}

/** Each point with what detectors made of it, as evidence for the incident that it belongs to. */
export function judgedPoints(
  points: readonly Point[],
  suspicions: readonly (Suspicion & { readonly detector: string })[],
): JudgedPoint[] {
  const byMetric = new Map<string, { readonly kind: IncidentKind; readonly evidence: Evidence }[]>()
  for (const { point, direction, detector, observed, expected, limit, unit, baseline } of suspicions) {
    const kind = point[direction]
    if (kind === null) continue
    const numbers = { observed: Math.round(observed * 100) / 100, expected, limit: Math.round(limit * 100) / 100 }
    const evidence = { detector, ...numbers, unit, window: point.window, baseline, lines: [] }
    const found = byMetric.get(point.metric)
    if (found === undefined) byMetric.set(point.metric, [{ kind, evidence }])
    else found.push({ kind, evidence })
  }
  return points.map(({ metric, kinds }) => ({ metric, kinds, suspicions: byMetric.get(metric) ?? NONE }))
}

const NONE: JudgedPoint['suspicions'] = []
