/**
 * Seconds that this machine's zone is east of Greenwich at a wall time, which is given as epoch seconds as if it were UTC. Of an
 * hour that the clock shows twice the first is taken.
 */
export function localOffset(wall: number): number {
  const utc = new Date(wall * 1_000)
  const day = [utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate()] as const
  const local = new Date(...day, utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds())
  return wall - Math.floor(local.getTime() / 1_000)
}
