import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')
const BASE = 'localhost/breakwater-test-base'
export const IMAGE = 'localhost/breakwater-test'
/** Fewer than what the engine wants, which needs CAP_SYS_RESOURCE. */
const LIMITS = ['--ulimit', 'nofile=20000:20000', '--ulimit', 'nproc=32768:32768']
const COMMANDS = { podman: 'podman', crun: 'crun', debootstrap: 'debootstrap', unshare: 'util-linux', tar: 'tar' }

/** Why containers cannot be had here, or undefined when they can. */
export function containerTrouble(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'containers need root on Linux'
  const missing = Object.entries(COMMANDS).filter(([command]) => spawnSync(command, ['--version']).error)
  return missing.length === 0 ? undefined : `Debian packages are missing: ${missing.map(([, name]) => name).join(', ')}`
}

/**
 * podman with a store of its own in the temporary folder, where the base image and what was built of each stage stay for the next run. The base
 * is this machine's Debian with its Node, so that no registry of images is asked.
 */
export class ContainerEngine {
  readonly #folder = join(tmpdir(), 'breakwater-containers')

  constructor() {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    const { uid, mode } = lstatSync(this.#folder)
    if (uid !== process.getuid?.() || (mode & 0o077) !== 0) throw new Error(`${this.#folder} is not ours alone`)
  }

  /** Builds the image of this work tree: a minute when nothing is there yet, half of it later. */
  build(): void {
    if (this.try('image', 'exists', BASE).status !== 0) this.#makeBase()
    const build = ['build', '--network=host', ...LIMITS, '--format', 'docker', '--build-arg', `BASE=${BASE}`]
    // A name for the first stage: without one it would be made anew each time.
    this.do(...build, '--target', 'build', '-t', `${IMAGE}-build`, ROOT)
    this.do(...build, '-t', IMAGE, ROOT)
    this.do('image', 'prune', '-f')
  }

  /** Runs a command of podman to its end; throws with what it said when it fails. */
  do(...args: readonly string[]): string {
    const { status, stdout, stderr } = this.try(...args)
    if (status !== 0) throw new Error(`podman ${args.join(' ')}: ${stdout.slice(-2_000)}${stderr.slice(-4_000)}`)
    return stdout
  }

  try(...args: readonly string[]) {
    const [command, rest] = this.#command(args)
    return spawnSync(command, rest, { encoding: 'utf8', maxBuffer: 64 << 20 })
  }

  start(...args: readonly string[]): ChildProcess {
    const [command, rest] = this.#command(['run', '--rm', ...LIMITS, ...args])
    return spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** `start`, to its end. */
  run(...args: readonly string[]) {
    return this.try('run', '--rm', ...LIMITS, ...args)
  }

  #makeBase(): void {
    const root = join(this.#folder, 'rootfs')
    rmSync(root, { recursive: true, force: true })
    const release = readFileSync('/etc/os-release', 'utf8')
    const suite = (/^ID=debian$/m.test(release) && /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1]) || 'bookworm'
    must('debootstrap', '--variant=minbase', '--include=nftables,iptables,ipset,iproute2', suite, root)
    const local = join(root, 'usr/local')
    for (const folder of ['lib/node_modules', 'bin']) mkdirSync(join(local, folder), { recursive: true })
    must('cp', realpathSync(process.execPath), join(local, 'bin/node'))
    must('cp', '-a', npmFolder(), join(local, 'lib/node_modules/npm'))
    must('ln', '-s', '../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'))
    mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true })
    must('cp', '-L', '/etc/ssl/certs/ca-certificates.crt', join(root, 'etc/ssl/certs/'))
    const archive = join(this.#folder, 'base.tar')
    must('tar', '-C', root, '-cf', archive, '.')
    const certificates = '/etc/ssl/certs/ca-certificates.crt'
    const changes = [
      'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      `ENV NODE_EXTRA_CA_CERTS=${certificates}`,
      `ENV npm_config_cafile=${certificates}`,
    ]
    this.do('import', ...changes.flatMap((change) => ['-c', change]), archive, BASE)
    for (const path of [root, archive]) rmSync(path, { recursive: true, force: true })
  }

  /** crun takes no machine on which both versions of control groups are mounted: the newer one is hidden from it. */
  #command(args: readonly string[]): [string, string[]] {
    const store = ['--root', join(this.#folder, 'store'), '--runroot', join(this.#folder, 'run')]
    const script = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec /usr/bin/podman "$@"'
    const own = ['--storage-driver', 'overlay', '--cgroup-manager', 'cgroupfs']
    return ['unshare', ['-m', 'sh', '-c', script, 'sh', ...store, ...own, ...args]]
  }
}

function npmFolder(): string {
  return dirname(dirname(realpathSync(must('sh', '-c', 'command -v npm').trim())))
}

function must(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 << 20 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.slice(-2_000)}`)
  return stdout
}
