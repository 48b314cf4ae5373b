import type { SourceFeatures, SpanFeatures } from '../../../domain/source-features.ts'
import { share } from './log-likelihood.ts'
import type { ClassNumbers } from './population-numbers.ts'

/** A picture of a page, or a page that has not changed, costs the server little and is sent for by a browser, not by a person. */
const LIGHT = 0.1
/** A write that the server took is wanted, by the server at least. */
const ACCEPTED = 0.2
const MISSING_ASSET = 0.3
/** Spans shorter than this have no rate yet. */
const SHORTEST_SPAN = 180

/** Weighted requests of a span over its requests, 0.1 … 1: 1 when every one of them is bare. */
export function bareness(span: SpanFeatures): number {
  if (span.requests === 0) return 1
  const gone = Math.min(span.missingAssets, span.assets)
  const light = Math.min(span.requests - gone, Math.max(span.assets - gone, span.notModified))
  const accepted = Math.min(span.accepted, span.requests - gone - light)
  const bare = span.requests - gone - light - accepted
  return share(bare + MISSING_ASSET * gone + LIGHT * light + ACCEPTED * accepted, span.requests)
}

/** The source by the measures of its class; window counts are taken to be mixed as its minutes are. */
export function measure(features: SourceFeatures): ClassNumbers {
  const { minutes, window1, window10, window60 } = features
  const weight = bareness(minutes)
  return {
    window1: window1 * weight,
    window10: window10 * weight,
    window60: window60 * weight,
    perMinute: (minutes.requests * weight * 60) / spanLength(minutes),
    megabytes: minutes.bytes / 1e6,
  }
}

/** Seconds that the requests of a span are spread over, 180 at least. */
export function spanLength({ length }: SpanFeatures): number {
  return Math.max(SHORTEST_SPAN, length)
}
