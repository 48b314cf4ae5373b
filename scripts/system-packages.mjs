// Installs the system packages that the tests need: as root on Debian and its relatives; elsewhere it says what to install.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Command → Debian package. */
const NEEDED = {
  nginx: 'nginx-light',
  ip: 'iproute2',
  apache2: 'apache2-bin',
  haproxy: 'haproxy',
  caddy: 'caddy',
  tmux: 'tmux',
  nft: 'nftables',
  iptables: 'iptables',
  ipset: 'ipset',
  ss: 'iproute2',
  chromium: 'chromium',
  openssl: 'openssl',
  podman: 'podman',
  crun: 'crun',
  debootstrap: 'debootstrap',
  'systemd-analyze': 'systemd',
}
/** Says no to the start of services; there while packages are installed, so that no server is started on this machine. */
const POLICY = '/usr/sbin/policy-rc.d'

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
function isThere(command) {
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

const missing = Object.entries(NEEDED).filter(([command]) => !isThere(command))
if (missing.length > 0) {
  const packages = missing.map(([, name]) => name)
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    process.stdout.write(`installing ${packages.join(', ')} for the tests …\n`)
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const apt = (args) =>
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: environment }).status
    const isOurs = !existsSync(POLICY)
    if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
    try {
      if (apt(['update', '-q']) !== 0 || apt(['install', '-y', '-q', '--no-install-recommends', ...packages]) !== 0) {
        process.stdout.write(`could not install ${packages.join(', ')}: the tests that need them will say so\n`)
      }
    } finally {
      if (isOurs) rmSync(POLICY, { force: true })
    }
  } else {
    process.stdout.write(
      `the tests of ${missing.map(([command]) => command).join(', ')} are skipped: install ${packages.join(', ')} to run them\n`,
    )
  }
}
