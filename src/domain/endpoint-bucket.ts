import { WIDTH } from '../sketch/count-row.ts'

/** The bucket in which requests to an endpoint are counted: the lower 10 bits of its hash. A bucket is its own bucket. */
export function endpointBucket(hash: number): number {
  return hash & (WIDTH - 1)
}
