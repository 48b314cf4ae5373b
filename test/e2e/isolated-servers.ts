import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Daemon } from './daemon.ts'

export function isolationTrouble(): string | undefined {
  const { status } = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true'])
  return status === 0 ? undefined : 'needs root and unshare for a process namespace'
}

/** Starts what is given to it as `$0` in the background, waits for the file `$1`, and becomes the rest. */
const SCRIPT = 'server=$0; ready=$1; shift; $server & while ! [ -e "$ready" ]; do sleep 0.02; done; exec "$@"'

/** `breakwater run` and one web server among processes of their own, so that others of this machine are not found. */
export class IsolatedDaemon extends Daemon {
  /** `server`: a command without blanks in its words; `ready`: a file that it makes. `as`: a command that starts the daemon. */
  constructor(server: string, ready: string, args: readonly string[], as: readonly string[] = []) {
    const within = ['unshare', '--pid', '--fork', '--mount-proc', 'sh', '-c', SCRIPT, server, ready]
    super(args, [...within, ...as])
  }

  /** Asks the child of unshare to end: unshare waits for it, and all others of its namespace end with it. */
  override stop(): Promise<number | null> {
    const { pid } = this.process
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    process.kill(Number(children.trim()), 'SIGTERM')
    return this.ended
  }
}
