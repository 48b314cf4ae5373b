import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'

const INSIDE = ['/.dockerenv', '/run/.containerenv']
const BRIDGE = /^(docker\d+|br-[0-9a-f]{12}|podman\d+|cni-podman\d+)$/

/** Bridges of containers that this machine has. */
export function containerBridges(): readonly string[] {
  return Object.keys(networkInterfaces()).filter((name) => BRIDGE.test(name))
}

/** Whether this process runs in a container. */
export function isInContainer(): boolean {
  return INSIDE.some((file) => existsSync(file))
}
