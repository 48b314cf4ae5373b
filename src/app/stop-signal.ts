import type { Logger } from '../lib/logger.ts'

export interface StopSignal {
  /** Resolves with the reason when the process is told to stop. */
  readonly promise: Promise<string>
  now(why: string): void
  /** What SIGHUP does. */
  onHangUp(act: () => Promise<unknown>): void
}

/** SIGTERM and SIGINT stop cleanly; a second one ends at once. A SIGHUP that comes before its action is known waits for it. */
export function untilStopped(log: Logger): StopSignal {
  let resolve: (why: string) => void = () => {}
  let stopping = false
  const promise = new Promise<string>((done) => {
    resolve = done
  })
  const now = (why: string): void => {
    if (stopping) process.exit(1)
    stopping = true
    log.info(`stopping: ${why}`)
    resolve(why)
  }
  let hungUp = false
  let hangUp = () => {
    hungUp = true
  }
  process.on('SIGHUP', () => hangUp())
  process.on('SIGTERM', () => now('SIGTERM'))
  process.on('SIGINT', () => now('SIGINT'))
  return {
    promise,
    now,
    onHangUp(act) {
      hangUp = () => {
        act().catch((error: Error) => log.error(`reload failed: ${error.message}`))
      }
      if (hungUp) hangUp()
    },
  }
}
